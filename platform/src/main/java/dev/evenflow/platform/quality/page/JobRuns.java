package dev.evenflow.platform.quality.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What OpenLineage events say of jobs: the newest run of each, and what its outputs are made from. Takes events of one run
 * in their order; of others in any. Only what is shown is kept.
 */
final class JobRuns {
    /** A monitor reads everything and makes nothing of it: it is no step on the way of the data. */
    private static final String WATCHES = "quality-monitor";

    private static final int MOST_JOBS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Run> runs = new TreeMap<>();

    private static final class Run {
        private final String id;
        private String kind = "";
        private String began;
        private String state = "";
        private String at = "";
        private String cause = "";
        private List<String> inputs = List.of();
        private List<String> outputs = List.of();
        private final Map<String, String> versions = new TreeMap<>();
        private final Map<String, Map<String, List<String>>> columns = new TreeMap<>();
        private final Map<String, JsonNode> assertions = new TreeMap<>();

        Run(String id, String began) {
            this.id = id;
            this.began = began;
        }
    }

    /** @return whether it was an event of a run */
    boolean add(String line) {
        JsonNode event;
        try {
            event = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            // the last line while it is written; it comes again whole
            return false;
        }
        String job = event.path("job").path("name").asText("");
        String id = event.path("run").path("runId").asText("");
        String at = event.path("eventTime").asText("");
        if (job.isEmpty() || id.isEmpty()) return false;
        Run run = runs.get(job);
        if (run == null || !run.id.equals(id)) {
            // of two runs of a job the one that began later counts
            if (run != null && at.compareTo(run.began) < 0) return false;
            if (run == null && runs.size() == MOST_JOBS) return false;
            run = new Run(id, at);
            runs.put(job, run);
        }
        if (at.compareTo(run.at) < 0) return false;
        run.at = at;
        run.state = event.path("eventType").asText("");
        run.kind =
                event.path("job").path("facets").path("jobType").path("jobType").asText(run.kind);
        run.cause = event.path("run")
                .path("facets")
                .path("errorMessage")
                .path("message")
                .asText("");
        run.inputs = names(event.path("inputs"));
        run.outputs = names(event.path("outputs"));
        for (JsonNode output : event.path("outputs")) describe(run, output);
        for (JsonNode input : event.path("inputs")) {
            JsonNode found =
                    input.path("inputFacets").path("dataQualityAssertions").path("assertions");
            if (found.isArray()) run.assertions.put(input.path("name").asText(), found);
        }
        return true;
    }

    private static void describe(Run run, JsonNode output) {
        String name = output.path("name").asText();
        String version =
                output.path("facets").path("version").path("datasetVersion").asText("");
        if (!version.isEmpty()) run.versions.put(name, version);
        JsonNode fields = output.path("facets").path("columnLineage").path("fields");
        Map<String, List<String>> columns = new TreeMap<>();
        fields.fields().forEachRemaining(each -> {
            List<String> from = new ArrayList<>();
            for (JsonNode field : each.getValue().path("inputFields"))
                from.add(field.path("name").asText() + "." + field.path("field").asText());
            columns.put(each.getKey(), from);
        });
        if (!columns.isEmpty()) run.columns.put(name, columns);
    }

    private static List<String> names(JsonNode datasets) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : datasets) names.add(each.path("name").asText());
        return names;
    }

    /** What is made from what, by the runs that are known, beside what was declared. */
    Lineage and(Lineage declared) {
        Map<String, TreeSet<String>> upstream = new TreeMap<>();
        declared.upstream().forEach((name, from) -> upstream.put(name, new TreeSet<>(from)));
        for (Run run : runs.values()) {
            if (run.kind.equals(WATCHES)) continue;
            for (String output : run.outputs)
                upstream.computeIfAbsent(output, name -> new TreeSet<>()).addAll(run.inputs);
        }
        Map<String, List<String>> all = new TreeMap<>();
        upstream.forEach((name, from) -> {
            // a job may write where it reads: dead letters of dead letters
            from.remove(name);
            all.put(name, List.copyOf(from));
        });
        return new Lineage(all);
    }

    /** Newest first. */
    ArrayNode json() {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        runs.entrySet().stream()
                .sorted((a, b) -> b.getValue().at.compareTo(a.getValue().at))
                .forEach(each -> {
                    Run run = each.getValue();
                    ObjectNode json = array.addObject()
                            .put("job", each.getKey())
                            .put("run", run.id)
                            .put("state", run.state)
                            .put("began", run.began)
                            .put("told", run.at)
                            .put("cause", run.cause);
                    run.inputs.forEach(json.putArray("inputs")::add);
                    run.outputs.forEach(json.putArray("outputs")::add);
                    int[] rules = new int[2];
                    run.assertions
                            .values()
                            .forEach(found -> found.forEach(rule -> {
                                rules[rule.path("success").asBoolean() ? 0 : 1]++;
                            }));
                    json.put("held", rules[0]).put("broken", rules[1]);
                });
        return array;
    }

    /** Version and columns of a dataset, by the newest run that writes it; empty where none does. */
    Optional<ObjectNode> dataset(String name) {
        return runs.entrySet().stream()
                .filter(each -> each.getValue().outputs.contains(name))
                .filter(each -> !each.getValue().kind.equals(WATCHES)
                        || each.getValue().columns.containsKey(name))
                .max((a, b) -> a.getValue().at.compareTo(b.getValue().at))
                .map(each -> {
                    ObjectNode json = JsonNodeFactory.instance.objectNode();
                    json.put("job", each.getKey());
                    json.put("version", each.getValue().versions.getOrDefault(name, ""));
                    ObjectNode columns = json.putObject("columns");
                    each.getValue().columns.getOrDefault(name, Map.of()).forEach((column, from) -> {
                        ArrayNode sources = columns.putArray(column);
                        from.forEach(sources::add);
                    });
                    return json;
                });
    }
}
