package dev.evenflow.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The contracts of feature topics, generated: their fields come from the vector schema, the sensitivity of keys from the
 * source's contract. A vector schema is one that carries the property {@value #FEATURE_SET}.
 */
final class FeatureContracts {
    static final String FEATURE_SET = "evenflow.feature-set";
    private static final String SOURCE_TOPIC = "transactions";

    /** The two topics of a feature set, and what differs in their contracts. */
    enum Emission {
        SERVED("Features as of each event's arrival, for scoring at once.", "30", "7"),
        SETTLED(
                "Features that depend on the set of events alone, and their corrections, for training and audit.",
                "900",
                "30");

        private final String purpose;
        private final String freshnessSeconds;
        private final String retentionDays;

        Emission(String purpose, String freshnessSeconds, String retentionDays) {
            this.purpose = purpose;
            this.freshnessSeconds = freshnessSeconds;
            this.retentionDays = retentionDays;
        }
    }

    private FeatureContracts() {}

    /** File → text of every contract that the vector schemas call for. */
    static Map<Path, String> generate() throws IOException {
        Map<String, Map<String, Object>> sourceProperties = new LinkedHashMap<>();
        for (Contract contract : Contract.all())
            if (contract.topic().equals(SOURCE_TOPIC))
                contract.properties()
                        .forEach(property -> sourceProperties.put((String) property.get("name"), property));
        Map<Path, String> contracts = new TreeMap<>();
        try (Stream<Path> files = Files.walk(Contract.AVRO)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".avsc")).sorted().toList()) {
                Schema schema = new Schema.Parser().parse(file.toFile());
                String featureSet = schema.getProp(FEATURE_SET);
                if (featureSet == null) continue;
                for (Emission emission : Emission.values()) {
                    String topic =
                            "features-" + featureSet + "-" + emission.name().toLowerCase(java.util.Locale.ROOT);
                    contracts.put(
                            file.resolveSibling(topic + ".odcs.yaml"),
                            text(schema, featureSet, topic, emission, sourceProperties));
                }
            }
        }
        return contracts;
    }

    private static String text(
            Schema schema,
            String featureSet,
            String topic,
            Emission emission,
            Map<String, Map<String, Object>> sourceProperties) {
        StringBuilder yaml = new StringBuilder("# Generated from " + schema.getName() + ".avsc; do not edit.\n");
        yaml.append(
                """
                apiVersion: v3.0.2
                kind: DataContract
                id: urn:evenflow:contract:%s
                name: %s
                version: 1.0.0
                status: active
                domain: fraud
                dataProduct: %s
                description:
                  purpose: %s
                  usage: "Join on the event's id. feature_set_version says by which computation a vector came about; never mix versions in one training set unnoticed."
                  limitations: "A null feature means that its window had nothing to compute from. %s"
                servers:
                  - server: kafka
                    type: kafka
                    host: "${KAFKA_BOOTSTRAP_SERVERS}"
                    format: avro
                schema:
                  - name: %s
                    physicalName: %s
                    physicalType: topic
                    logicalType: object
                    description: %s
                    dataGranularityDescription: %s
                    customProperties:
                      - property: avroRecord
                        value: %s
                      - property: messageKey
                        value: "id of the event, UTF-8"
                    properties:
                """
                        .formatted(
                                topic,
                                topic,
                                featureSet,
                                quote(emission.purpose),
                                emission == Emission.SERVED
                                        ? "Values depend on what had arrived; the settled topic has those that do not."
                                        : "A CORRECTION replaces the vector of the same event that came before it.",
                                schema.getName(),
                                topic,
                                quote(schema.getDoc()),
                                emission == Emission.SERVED
                                        ? "One record per event"
                                        : "One record per event, and one for each correction",
                                schema.getFullName()));
        for (Schema.Field field : schema.getFields())
            property(yaml, field, sourceProperties.getOrDefault(field.name(), Map.of()));
        quality(yaml, schema, featureSet, emission);
        return yaml.append(
                        """
                        slaDefaultElement: %s.event_time
                        slaProperties:
                          - property: freshness
                            value: %s
                            unit: s
                            element: %s.event_time
                            driver: operational
                          - property: retention
                            value: %s
                            unit: d
                            driver: operational
                        team:
                          - username: fraud-features
                            role: owner
                            description: Declares the feature set and runs the job.
                        customProperties:
                          - property: residency
                            value: EEA
                          - property: erasure
                            value: by retention
                          - property: featureSet
                            value: %s
                        """
                                .formatted(topic, emission.freshnessSeconds, topic, emission.retentionDays, featureSet))
                .toString();
    }

    /** What holds of every feature topic: each event has its vector, and models are served what they were trained on. */
    private static void quality(StringBuilder yaml, Schema schema, String featureSet, Emission emission) {
        yaml.append("    quality:\n");
        if (emission == Emission.SETTLED) {
            rule(
                    yaml,
                    "served-as-settled",
                    "warning",
                    "rule: skew, with: features-" + featureSet
                            + "-served, key: [event_time, transaction_id], tolerance: {relative: 0.000001}, sample: 0.2, within: 30m,"
                            + " mustBeLessThan: 10, unit: percent");
            return;
        }
        rule(
                yaml,
                "every-transaction-its-vector",
                "error",
                "rule: reconciliation, with: transactions, key: [event_time, transaction_id], within: 1m, direction: both, mustBeLessThan: 1, unit: percent");
        for (Schema.Field field : schema.getFields()) {
            // what depends on the event alone has the distribution it was trained on from the first vector on; what is
            // derived
            // from other features has a past
            String doc = field.doc() == null ? "" : field.doc();
            boolean ofTheEvent = doc.contains("Derived")
                    && schema.getFields().stream().noneMatch(other -> doc.contains(other.name()))
                    && AvroTypes.withoutNull(field.schema()).getType() == Schema.Type.BOOLEAN;
            if (ofTheEvent)
                rule(
                        yaml,
                        field.name().replace('_', '-') + "-as-trained",
                        "error",
                        "rule: trainingSkew, field: " + field.name()
                                + ", method: js-distance, mustBeLessThan: 0.1, minimumRecords: 500, windows: 3");
        }
    }

    private static void rule(StringBuilder yaml, String name, String severity, String implementation) {
        yaml.append("      - name: ").append(name).append('\n');
        yaml.append("        type: custom\n        engine: evenflow\n");
        yaml.append("        severity: ").append(severity).append('\n');
        yaml.append("        implementation: {").append(implementation).append("}\n");
    }

    private static void property(StringBuilder yaml, Schema.Field field, Map<String, Object> source) {
        Schema type = AvroTypes.withoutNull(field.schema());
        yaml.append("      - name: ").append(field.name()).append('\n');
        line(yaml, "logicalType", AvroTypes.logicalType(type));
        line(yaml, "physicalType", quote(AvroTypes.physicalType(type)));
        line(yaml, "required", String.valueOf(!field.schema().isNullable()));
        // a feature tells how somebody pays; what every record has (id, time, emission, version) does not
        String otherwise = field.schema().isNullable() ? "confidential" : "internal";
        line(
                yaml,
                "classification",
                source.getOrDefault("classification", otherwise).toString());
        if (source.get("tags") instanceof List<?> tags) line(yaml, "tags", tags.toString());
        line(yaml, "description", quote(field.doc()));
        if (type.getType() == Schema.Type.ENUM) {
            yaml.append("        quality:\n          - type: library\n            rule: validValues\n");
            yaml.append("            dimension: conformity\n            validValues: ")
                    .append(type.getEnumSymbols())
                    .append('\n');
        }
    }

    private static void line(StringBuilder yaml, String key, String value) {
        yaml.append("        ").append(key).append(": ").append(value).append('\n');
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + '"';
    }

    /** Whether the generated contracts are what is in the source tree, and if not, which differ. */
    static List<String> outdated() throws IOException {
        Map<Path, String> generated = generate();
        return generated.entrySet().stream()
                .filter(entry -> !matches(entry.getKey(), entry.getValue()))
                .map(entry -> entry.getKey().toString())
                .toList();
    }

    private static boolean matches(Path file, String text) {
        try {
            return Files.exists(file) && Files.readString(file).equals(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
