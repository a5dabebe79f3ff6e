package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.quality.SimulatedBaselines;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.plan.MonitorPlan;
import dev.evenflow.quality.plan.PlanException;
import dev.evenflow.quality.plan.WatchedDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** A job as the deploy step knows it: its topics, and what it has to be told about this platform. */
public sealed interface DeployableJob {
    String FRAUD_FEATURES = "fraud-features";
    String INFERENCE_ARCHIVE = "inference-archive";
    String QUALITY_MONITOR = "quality-monitor";

    /** Its folder below jobs/. */
    String folder();

    /** Its name in Flink, or how that begins. */
    String flinkName();

    /** Topic → schema of its values, in order of flow. */
    Map<String, Schema> topics();

    /** Arguments for this platform; may write what they refer to. */
    Map<String, String> arguments(PlatformHome home, PlatformState state);

    /** Flink's own options where this job wants others than flink-conf/config.yaml says: flink-conf/jobs/JOB.yaml. */
    default Map<String, String> flinkOptions() {
        return FlinkConfiguration.read(
                Project.locate().flinkConf().resolve("jobs").resolve(folder() + ".yaml"));
    }

    /** @param features name or file of a feature set, for the job that computes features; null for its default */
    static DeployableJob of(String job, @Nullable String features) {
        return switch (job) {
            case FRAUD_FEATURES -> new FraudFeatures(FeatureSet.load(features == null ? "card-fraud" : features));
            case INFERENCE_ARCHIVE -> without(features, new InferenceArchive());
            case QUALITY_MONITOR -> without(features, new QualityMonitor());
            default ->
                throw new PlatformException("there is no job '" + job + "'; there are: "
                        + List.of(FRAUD_FEATURES, INFERENCE_ARCHIVE, QUALITY_MONITOR));
        };
    }

    private static DeployableJob without(@Nullable String features, DeployableJob job) {
        if (features != null)
            throw new PlatformException("--features is '" + features + "', expected only with " + FRAUD_FEATURES);
        return job;
    }

    /** Copies a file of flink-conf/ to this platform, unless it is there: what was changed in it stays. */
    private static Path fromTemplate(Path file) {
        Path template = Project.locate().flinkConf().resolve(file.getFileName());
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.copy(template, file);
            }
            return file;
        } catch (IOException e) {
            throw new PlatformException("cannot copy " + template + " to " + file + ": " + e.getMessage(), e);
        }
    }

    /** Features of one feature set. */
    record FraudFeatures(FeatureSet set) implements DeployableJob {
        @Override
        public String folder() {
            return FRAUD_FEATURES;
        }

        @Override
        public String flinkName() {
            return FRAUD_FEATURES + " " + set.name();
        }

        @Override
        public Map<String, Schema> topics() {
            Map<String, Schema> topics = StandardTopics.schemas(set.name(), set.vectorSchema());
            // so that they are there before anybody captures the tables
            set.plan().changelogs().forEach(each -> topics.put(each.topic(), each.envelope()));
            return topics;
        }

        @Override
        public Map<String, String> arguments(PlatformHome home, PlatformState state) {
            Map<String, String> arguments = new LinkedHashMap<>();
            arguments.put("--runtime-mode", "streaming");
            arguments.put("--features", set.reference());
            return arguments;
        }
    }

    /** The archive of the local platform, which is made from flink-conf/archive.yaml on first use. */
    record InferenceArchive() implements DeployableJob {
        @Override
        public String folder() {
            return INFERENCE_ARCHIVE;
        }

        @Override
        public String flinkName() {
            return INFERENCE_ARCHIVE;
        }

        @Override
        public Map<String, Schema> topics() {
            return StandardTopics.inferences();
        }

        @Override
        public Map<String, String> arguments(PlatformHome home, PlatformState state) {
            return Map.of("--archive", fromTemplate(home.archiveFile()).toString());
        }
    }

    /** The monitor of the local platform, which watches what flink-conf/quality.yaml says on first use. */
    record QualityMonitor() implements DeployableJob {
        @Override
        public String folder() {
            return QUALITY_MONITOR;
        }

        @Override
        public String flinkName() {
            return QUALITY_MONITOR;
        }

        /** The standard topics, so that they are there to be watched before anybody writes to them, and the monitor's own. */
        @Override
        public Map<String, Schema> topics() {
            FeatureSet standard = FeatureSet.load("card-fraud");
            Map<String, Schema> topics = StandardTopics.schemas(standard.name(), standard.vectorSchema());
            topics.putAll(StandardTopics.inferences());
            topics.putAll(StandardTopics.quality());
            gates(PlatformHome.resolve().qualityFile(), topics);
            return topics;
        }

        /** A gate's topic has the schema of the one it guards. */
        private static void gates(Path plan, Map<String, Schema> topics) {
            if (!Files.exists(plan)) return;
            try {
                for (WatchedDataset dataset : MonitorPlan.parse(plan.toString(), Files.readString(plan))
                        .datasets()) {
                    Schema guarded = topics.get(dataset.topic());
                    if (dataset.gate() != null && guarded != null) topics.put(dataset.gate(), guarded);
                }
            } catch (IOException e) {
                throw new PlatformException("cannot read " + plan + ": " + e.getMessage(), e);
            } catch (PlanException e) {
                throw new PlatformException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public Map<String, String> arguments(PlatformHome home, PlatformState state) {
            Path plan = fromTemplate(home.qualityFile());
            new SimulatedBaselines(home, Project.locate(), System.out::println).write();
            return Map.of("--quality", plan.toString());
        }
    }
}
