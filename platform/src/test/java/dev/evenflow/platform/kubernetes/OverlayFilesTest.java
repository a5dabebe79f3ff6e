package dev.evenflow.platform.kubernetes;

import static dev.evenflow.platform.kubernetes.CustomResourceSchema.list;
import static dev.evenflow.platform.kubernetes.CustomResourceSchema.map;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.archive.store.operation.RetentionPolicy;
import dev.evenflow.house.GeneratedSection;
import dev.evenflow.platform.Project;
import dev.evenflow.quality.plan.MonitorPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the overlays hand to the jobs is what the jobs read: options, archive, retention policy, what is watched. */
class OverlayFilesTest {
    private static final Path OVERLAYS = Project.locate().flinkConf().resolve("kubernetes/overlays");

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyVariableIsAnOptionOfItsJob(String overlay) throws IOException {
        Map<String, Object> file = Kustomization.documents(
                        Files.readString(OVERLAYS.resolve(overlay + "/kustomization.yaml")))
                .get(0);
        Set<String> jobs = new HashSet<>(Project.locate().jobs());
        for (Object entry : list(file.get("configMapGenerator"))) {
            Map<String, Object> generator = map(entry);
            String job = generator.get("name").toString().replaceFirst("^evenflow-", "");
            if (!generator.containsKey("literals")) continue;
            assertThat(jobs.remove(job)).as("a job %s", job).isTrue();
            String options = options(job);
            for (Object literal : list(generator.get("literals"))) {
                String variable = literal.toString().replaceFirst("=.*", "");
                assertThat(options.lines().map(OverlayFilesTest::variable))
                        .as("options of %s", job)
                        .contains(variable);
            }
        }
        assertThat(jobs).as("jobs without options").isEmpty();
    }

    private static String options(String job) throws IOException {
        GeneratedSection section = GeneratedSection.ofMarkdown("../docs/job-options.md", job);
        return section.part(Files.readString(section.file()));
    }

    /** Of a row of the reference. */
    private static String variable(String row) {
        return "EVENFLOW_"
                + row.replaceFirst("^\\| `--([a-z.-]+)`.*", "$1")
                        .toUpperCase(Locale.ROOT)
                        .replace('.', '_')
                        .replace('-', '_');
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void archiveRetentionAndPlanCanBeRead(String overlay) throws IOException {
        Path archive = OVERLAYS.resolve(overlay + "/archive.yaml");
        ArchiveConfig config = ArchiveConfig.parse(
                archive.toString(), Files.readString(archive).replaceAll("\\$\\{[A-Z_]+}", "from-a-secret"));
        Set<String> regions = new HashSet<>();
        config.places().forEach(place -> regions.addAll(place.regions()));
        assertThat(config.places()).isNotEmpty();
        assertThat(RetentionPolicy.read(OVERLAYS.resolve(overlay + "/retention.yaml"), regions))
                .isNotNull();
        Path plan = OVERLAYS.resolve(overlay + "/quality.yaml");
        assertThat(MonitorPlan.parse(plan.toString(), Files.readString(plan)).datasets())
                .extracting(dataset -> dataset.topic())
                .contains("transactions", "inference-requests");
    }
}
