package dev.evenflow.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A dashboard file of Grafana as the queries that it would send with everything selected.
 *
 * @param queries panel or variable → query without variables
 */
record Dashboard(String file, Map<String, String> queries) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+), (\\w+)\\)");

    static List<Dashboard> readAll(Path directory) throws IOException {
        List<Dashboard> dashboards = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.sorted().toList()) dashboards.add(read(file));
        }
        return dashboards;
    }

    private static Dashboard read(Path file) throws IOException {
        JsonNode root = JSON.readTree(Files.readString(file));
        Map<String, String> selected = new LinkedHashMap<>();
        selected.put("__rate_interval", "1m");
        Map<String, String> queries = new LinkedHashMap<>();
        for (JsonNode variable : root.path("templating").path("list")) {
            String name = variable.path("name").asText();
            if (!variable.path("type").asText().equals("query")) continue;
            selected.put(name, variable.path("allValue").asText());
            Matcher values =
                    LABEL_VALUES.matcher(variable.path("query").path("query").asText());
            if (!values.matches()) throw new AssertionError(file + ": variable " + name + " is not label_values(…, …)");
            queries.put("variable " + name, "group by (" + values.group(2) + ") (" + values.group(1) + ")");
        }
        for (JsonNode panel : root.path("panels"))
            for (JsonNode target : panel.path("targets"))
                queries.put(
                        panel.path("title").asText() + " "
                                + target.path("refId").asText(),
                        without(selected, target.path("expr").asText()));
        queries.forEach((where, query) -> {
            if (query.contains("$")) throw new AssertionError(file + ", " + where + ": unknown variable in " + query);
        });
        return new Dashboard(file.getFileName().toString(), queries);
    }

    private static String without(Map<String, String> selected, String query) {
        for (Map.Entry<String, String> variable : selected.entrySet())
            query = query.replace("$" + variable.getKey(), variable.getValue());
        return query;
    }
}
