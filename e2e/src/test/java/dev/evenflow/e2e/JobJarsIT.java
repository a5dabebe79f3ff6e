package dev.evenflow.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.house.GeneratedSection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/**
 * A job's jar holds nothing of Flink's distribution, machine code only for what Flink runs on, and docs/job-jars.md says what each
 * MB is.
 */
class JobJarsIT {
    private static final List<String> JOBS = List.of("fraud-features", "inference-archive", "quality-monitor");
    private static final String REST = "the rest";
    private static final Pattern CONNECTORS =
            Pattern.compile("org/apache/flink/(connector/kafka|formats/avro|streaming/connectors/kafka)/.+");

    /** One class each that the Kafka connector and Iceberg keep in packages of Flink's. */
    private static final Set<String> STRAYS = Set.of(
            "org/apache/flink/streaming/util/serialization/JSONKeyValueDeserializationSchema.class",
            "org/apache/flink/table/api/runtime/types/FlinkScalaKryoInstantiator.class");

    private static final double MEBI = 1 << 20;

    /** What a part may change by before the page is to be written anew. */
    private static final double TOLERANCE = 0.5;

    /** First match counts. */
    private static final Map<String, Pattern> PARTS = new LinkedHashMap<>();

    static {
        part("machine code: zstd, snappy, lz4, SQLite", ".*\\.(so|dylib|jnilib|dll|a)");
        part("Evenflow", "(dev/evenflow|feature-sets|avro)/.*");
        part("Kafka's client", "(org/apache/kafka|kafka|common)/.*");
        part("Flink's connectors: Kafka, Avro", "org/apache/flink/.*");
        part(
                "Iceberg, with its own Parquet, ORC, Jackson and HTTP client",
                "(org/(apache/iceberg|projectnessie|locationtech|roaringbitmap|eclipse|publicsuffix)|dev/failsafe)/.*");
        part("Parquet, with its own Jackson and fastutil", "(org/apache/parquet|shaded/parquet)/.*");
        part("Hadoop, what Parquet and Iceberg load of it", "(org/apache/hadoop|com/ctc/wstx|org/codehaus/stax2)/.*");
        part(
                "CEL, with Protocol Buffers and ANTLR; RE2",
                "(dev/cel|com/google/(protobuf|re2j)|org/antlr|cel|google|org/threeten)/.*");
        part("Guava", "com/google/.*");
        part("Jackson", "com/fasterxml/.*");
        part("Avro", "org/apache/avro/.*");
        part("Confluent's registry client", "io/confluent/.*");
        part("Apache Commons", "org/apache/commons/.*");
        part("OpenLineage's events", "io/openlineage/.*");
        part("DataSketches", "org/apache/datasketches/.*");
    }

    private static void part(String name, String pattern) {
        PARTS.put(name, Pattern.compile(pattern));
    }

    @Test
    void noClassIsOfFlinksDistribution() throws IOException {
        Set<String> flink = new HashSet<>();
        try (Stream<Path> jars = Files.list(Path.of("../platform/processes/flink/target/dist/lib"))) {
            for (Path jar : jars.filter(file -> file.getFileName().toString().startsWith("flink-"))
                    .toList()) for (ZipEntry entry : entries(jar)) flink.add(entry.getName());
        }
        assertThat(flink).contains("org/apache/flink/runtime/taskexecutor/TaskManagerRunner.class");
        for (String job : JOBS) {
            List<String> names = entries(jar(job)).stream()
                    .map(ZipEntry::getName)
                    .filter(name -> name.startsWith("org/apache/flink/") && name.endsWith(".class"))
                    .toList();
            assertThat(names).as(job).isNotEmpty().doesNotContainAnyElementsOf(flink);
            assertThat(names)
                    .as("Flink's classes in the jar of %s", job)
                    .allMatch(name -> CONNECTORS.matcher(name).matches() || STRAYS.contains(name));
        }
    }

    @Test
    void machineCodeIsForLinuxAndMacsAlone() throws IOException {
        for (String job : JOBS)
            assertThat(entries(jar(job)).stream()
                            .map(ZipEntry::getName)
                            .filter(PARTS.values().iterator().next().asMatchPredicate()))
                    .as(job)
                    .isNotEmpty()
                    .allMatch(
                            name -> name.matches(
                                    "(.*/)?(linux|Linux|Linux-Musl)/(amd64|x86_64|aarch64)/[^/]+|(.*/)?(darwin|Mac)/[^/]+/[^/]+"));
    }

    @Test
    void thePageSaysWhatEachMegabyteIs() throws IOException {
        Map<String, Map<String, Double>> sizes = new LinkedHashMap<>();
        for (String job : JOBS) sizes.put(job, sizes(jar(job)));
        GeneratedSection page = GeneratedSection.ofMarkdown("../docs/job-jars.md", "sizes");
        if (!isNear(page.part(Files.readString(page.file())), sizes))
            page.mustBe(
                    table(sizes),
                    "./mvnw verify -pl e2e -am -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false"
                            + " -Dit.test=JobJarsIT -Dfailsafe.failIfNoSpecifiedTests=false");
        for (String job : JOBS)
            assertThat(sizes.get(job).get(REST))
                    .as("unexplained MB in the jar of %s", job)
                    .isLessThan(3.0);
    }

    private static Map<String, Double> sizes(Path jar) throws IOException {
        Map<String, Double> sizes = new HashMap<>();
        for (ZipEntry entry : entries(jar)) {
            String part = PARTS.entrySet().stream()
                    .filter(candidate ->
                            candidate.getValue().matcher(entry.getName()).matches())
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(REST);
            sizes.merge(part, (entry.getCompressedSize() + overhead(entry)) / MEBI, Double::sum);
        }
        double all = Files.size(jar) / MEBI;
        double known = sizes.values().stream().mapToDouble(size -> size).sum();
        sizes.merge(REST, all - known, Double::sum);
        sizes.put("all", all);
        return sizes;
    }

    /** Two headers for each entry, each with its name: a seventh of a jar of small classes. */
    private static long overhead(ZipEntry entry) {
        return 30 + 46 + 2L * entry.getName().length();
    }

    private static String table(Map<String, Map<String, Double>> sizes) {
        List<String> rows = new ArrayList<>();
        rows.add("| MiB | " + String.join(" | ", JOBS) + " |");
        rows.add("| --- |" + " ---: |".repeat(JOBS.size()));
        Stream.of(PARTS.keySet().stream(), Stream.of(REST, "all"))
                .flatMap(names -> names)
                .map(part -> "| " + part + " | "
                        + JOBS.stream()
                                .map(job -> cell(sizes.get(job).getOrDefault(part, 0.0)))
                                .collect(Collectors.joining(" | "))
                        + " |")
                .forEach(rows::add);
        return String.join("\n", rows);
    }

    private static String cell(double size) {
        return size < 0.05 ? "" : String.format(Locale.ROOT, "%.1f", size);
    }

    /** Whether the table has the same rows, and figures within the tolerance. */
    private static boolean isNear(String written, Map<String, Map<String, Double>> sizes) {
        String[] is = written.split("\n");
        String[] expected = table(sizes).split("\n");
        if (is.length != expected.length) return false;
        for (int i = 0; i < is.length; i++) {
            String[] a = is[i].split("\\|");
            String[] b = expected[i].split("\\|");
            if (a.length != b.length || !a[1].equals(b[1])) return false;
            for (int j = 2; j < a.length && i > 1; j++)
                if (Math.abs(number(a[j]) - number(b[j])) > TOLERANCE) return false;
        }
        return true;
    }

    private static double number(String cell) {
        return cell.isBlank() ? 0 : Double.parseDouble(cell.strip());
    }

    private static Path jar(String job) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../jobs/" + job + "/target"))) {
            return files.filter(file -> file.getFileName().toString().endsWith("-job.jar"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no jar of " + job + ", expected ./mvnw package before"));
        }
    }

    private static List<ZipEntry> entries(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry.class::cast)
                    .toList();
        }
    }
}
