package dev.evenflow.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * One ODCS contract as far as the tests look at it: the topic, the Avro record beside it, and its properties.
 *
 * @param topic physical name of the schema object
 * @param record full name of the Avro record (custom property {@code avroRecord})
 */
record Contract(Path file, String topic, String record, Map<String, Object> document) {
    static final Path AVRO = Path.of("src/main/avro");

    /** All contracts of the module, by topic name. */
    static List<Contract> all() throws IOException {
        List<Contract> contracts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(AVRO)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".odcs.yaml"))
                    .sorted()
                    .toList()) contracts.add(read(file));
        }
        return contracts;
    }

    private static Contract read(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        Map<String, Object> document = new Yaml(new SafeConstructor(options)).load(Files.readString(file));
        Map<String, Object> object = maps(document, "schema").get(0);
        String record = maps(object, "customProperties").stream()
                .filter(property -> "avroRecord".equals(property.get("property")))
                .map(property -> (String) property.get("value"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(file + ": no custom property avroRecord in schema"));
        return new Contract(file, (String) object.get("physicalName"), record, document);
    }

    /** The subject of the topic's values. */
    String subject() {
        return topic + "-value";
    }

    Path schemaFile() {
        return AVRO.resolve(record.replace('.', '/') + ".avsc");
    }

    Schema schema() throws IOException {
        return new Schema.Parser().parse(schemaFile().toFile());
    }

    List<Map<String, Object>> properties() {
        return maps(maps(document, "schema").get(0), "properties");
    }

    List<Map<String, Object>> serviceLevels() {
        return maps(document, "slaProperties");
    }

    /** A list of objects, empty where the key is absent. */
    @SuppressWarnings("unchecked")
    static List<Map<String, Object>> maps(Map<String, Object> object, String key) {
        @Nullable Object value = object.get(key);
        return value == null ? List.of() : (List<Map<String, Object>>) value;
    }

    @Override
    public String toString() {
        return topic;
    }
}
