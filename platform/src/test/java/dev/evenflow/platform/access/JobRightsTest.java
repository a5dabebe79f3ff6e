package dev.evenflow.platform.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.topic.FeatureSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobRightsTest {
    @TempDir
    private Path directory;

    private List<String> rights(String job, String... options) {
        return JobRights.of(DeployableJob.of(job, null), new PlatformHome(directory), Arrays.asList(options)).stream()
                .map(right -> right.command(job).replace("--add --allow-principal User:" + job + " --operation ", ""))
                .toList();
    }

    @Test
    void systemsOfRecordAreRead() {
        DeployableJob job = DeployableJob.of("fraud-features", "../examples/customer-360/customer-profile.yaml");
        assertThat(JobRights.of(job, new PlatformHome(directory), List.of()))
                .contains(Right.read("crm.public.customers"), Right.read("billing.public.accounts"));
    }

    @Test
    void whoCapturesTablesWritesTheirTopicsAlone() {
        FeatureSet set = FeatureSet.load("../examples/customer-360/customer-profile.yaml");
        assertThat(StandingRights.ofCapture(set))
                .containsExactly(Right.write("crm.public.customers"), Right.write("billing.public.accounts"));
        assertThat(StandingRights.ofCapture(FeatureSet.load("card-fraud"))).isEmpty();
        assertThat(StandingRights.of(Principal.CHANGE_CAPTURE)).isEmpty();
    }

    @Test
    void theFeaturesJobReadsItsInputsAndWritesWhatItEmits() {
        assertThat(rights("fraud-features"))
                .containsExactly(
                        "Read --topic fraud-labels",
                        "Read --topic transactions",
                        "Write --topic dead-letters",
                        "Write --topic features-card-fraud-settled",
                        "Write --topic late-events",
                        "Read --group evenflow-fraud-features-card-fraud",
                        "Write --transactional-id evenflow-fraud-features-card-fraud- --resource-pattern-type prefixed");
        assertThat(rights("fraud-features", "--emit", "both"))
                .contains("Write --topic features-card-fraud-served", "Write --topic features-card-fraud-settled");
        assertThat(rights("fraud-features", "--emit=served"))
                .contains("Write --topic features-card-fraud-served")
                .doesNotContain("Write --topic features-card-fraud-settled");
    }

    @Test
    void theArchiveMayNotTouchTransactions() {
        assertThat(rights("inference-archive"))
                .noneMatch(right -> right.contains("transactions") && right.contains("--topic"))
                .contains("Read --topic inference-requests", "Write --topic archive-commits")
                .doesNotContain("Write --topic inference-requests");
        assertThat(rights("inference-archive", "--topic.vectors", "a, b")).contains("Read --topic a", "Read --topic b");
    }

    @Test
    void theMonitorReadsWhatItsPlanNamesAndWritesNoneOfIt() {
        assertThat(rights("quality-monitor"))
                .contains("Read --topic transactions", "Write --topic quality-scores")
                .doesNotContain("Write --topic transactions");
    }

    /** An option that names a topic and has no part in the rights would leave the job without one. */
    @ParameterizedTest
    @ValueSource(strings = {"fraud-features", "inference-archive", "quality-monitor"})
    void everyOptionThatNamesATopicChangesTheRights(String job) throws IOException {
        String reference = Files.readString(Project.locate().root().resolve("docs/job-options.md"));
        String section = reference.substring(reference.indexOf("## " + job));
        int end = section.indexOf("\n## ", 3);
        List<String> options = Pattern.compile("`(--(topic\\.[a-z-]+|kafka\\.group|kafka\\.transactional-id-prefix))`")
                .matcher(end < 0 ? section : section.substring(0, end))
                .results()
                .map((MatchResult result) -> result.group(1))
                .toList();
        assertThat(options).hasSizeGreaterThan(4);
        for (String option : options) {
            assertThat(rights(job, "--emit", "both", option, "somewhere-else"))
                    .as(option)
                    .anyMatch(right -> right.contains("somewhere-else"));
        }
    }
}
