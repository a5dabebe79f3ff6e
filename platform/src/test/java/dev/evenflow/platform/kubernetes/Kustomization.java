package dev.evenflow.platform.kubernetes;

import static dev.evenflow.platform.kubernetes.CustomResourceSchema.list;
import static dev.evenflow.platform.kubernetes.CustomResourceSchema.map;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Objects that kustomize makes of a directory, for the part of kustomize that flink-conf/kubernetes uses: resources, namespace,
 * configMapGenerator without hashes, merge patches in files of one object, JSON patches with a target. Anything else is refused.
 */
final class Kustomization {
    private static final Set<String> KNOWN =
            Set.of("apiVersion", "kind", "namespace", "resources", "generatorOptions", "configMapGenerator", "patches");

    private Kustomization() {}

    static List<Map<String, Object>> render(Path directory) throws IOException {
        Map<String, Object> file = documents(Files.readString(directory.resolve("kustomization.yaml")))
                .get(0);
        if (!KNOWN.containsAll(file.keySet()))
            throw new IllegalArgumentException(directory + ": " + file.keySet() + ", expected only " + KNOWN);
        List<Map<String, Object>> objects = new ArrayList<>();
        for (Object resource : list(file.get("resources"))) {
            Path path = directory.resolve(resource.toString()).normalize();
            objects.addAll(Files.isDirectory(path) ? render(path) : documents(Files.readString(path)));
        }
        if (file.containsKey("configMapGenerator")) {
            if (!Map.of("disableNameSuffixHash", true).equals(file.get("generatorOptions")))
                throw new IllegalArgumentException(directory + ": expected names without hashes");
            for (Object generator : list(file.get("configMapGenerator")))
                objects.add(configMap(directory, map(generator)));
        }
        for (Object patch : list(file.getOrDefault("patches", List.of()))) apply(directory, map(patch), objects);
        if (file.get("namespace") instanceof String namespace) {
            for (Map<String, Object> object : objects) {
                map(object.get("metadata")).put("namespace", namespace);
                if (object.get("subjects") instanceof List<?> subjects)
                    for (Object subject : subjects) map(subject).put("namespace", namespace);
            }
        }
        return objects;
    }

    static List<Map<String, Object>> documents(String yaml) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setCodePointLimit(16 << 20);
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Yaml(new SafeConstructor(options)).loadAll(yaml)) documents.add(map(document));
        return documents;
    }

    private static Map<String, Object> configMap(Path directory, Map<String, Object> generator) throws IOException {
        Map<String, Object> data = new LinkedHashMap<>();
        for (Object literal : list(generator.getOrDefault("literals", List.of()))) {
            String[] pair = literal.toString().split("=", 2);
            data.put(pair[0], pair[1]);
        }
        for (Object file : list(generator.getOrDefault("files", List.of())))
            data.put(file.toString(), Files.readString(directory.resolve(file.toString())));
        Map<String, Object> metadata = new LinkedHashMap<>(Map.of("name", String.valueOf(generator.get("name"))));
        return new LinkedHashMap<>(Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", metadata, "data", data));
    }

    private static void apply(Path directory, Map<String, Object> patch, List<Map<String, Object>> objects)
            throws IOException {
        if (patch.get("path") instanceof String path) {
            Map<String, Object> change =
                    documents(Files.readString(directory.resolve(path))).get(0);
            Map<String, Object> target = Map.of("kind", String.valueOf(change.get("kind")), "name", name(change));
            for (Map<String, Object> object : targets(target, objects, directory)) merge(object, change);
            return;
        }
        Object operations = new Yaml(new SafeConstructor(new LoaderOptions())).load(String.valueOf(patch.get("patch")));
        for (Map<String, Object> object : targets(map(patch.get("target")), objects, directory))
            for (Object operation : list(operations)) change(object, map(operation));
    }

    private static List<Map<String, Object>> targets(
            Map<String, Object> target, List<Map<String, Object>> objects, Path directory) {
        List<Map<String, Object>> found = objects.stream()
                .filter(object -> target.get("kind").equals(object.get("kind")))
                .filter(object ->
                        !target.containsKey("name") || target.get("name").equals(name(object)))
                .toList();
        if (found.isEmpty()) throw new IllegalArgumentException(directory + ": nothing is " + target);
        return found;
    }

    static String name(Map<String, Object> object) {
        return String.valueOf(map(object.get("metadata")).get("name"));
    }

    private static void merge(Map<String, Object> object, Map<String, Object> change) {
        change.forEach((name, value) -> {
            if (value instanceof Map<?, ?> && object.get(name) instanceof Map<?, ?>)
                merge(map(object.get(name)), map(value));
            else object.put(name, value);
        });
    }

    private static void change(Map<String, Object> object, Map<String, Object> operation) {
        String[] path = operation.get("path").toString().substring(1).split("/");
        Object node = object;
        for (int i = 0; i + 1 < path.length; i++)
            node = node instanceof List<?> items
                    ? items.get(Integer.parseInt(path[i]))
                    : map(node).get(path[i]);
        Map<String, Object> parent = map(node);
        String last = path[path.length - 1];
        switch (String.valueOf(operation.get("op"))) {
            case "add" -> parent.put(last, operation.get("value"));
            case "replace" -> {
                if (parent.put(last, operation.get("value")) == null)
                    throw new IllegalArgumentException("replace " + operation.get("path") + ": nothing is there");
            }
            default -> throw new IllegalArgumentException(operation + ": expected op add or replace");
        }
    }
}
