package dev.evenflow.platform.flink;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.StandardTopics;
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

    /** Its folder below jobs/. */
    String folder();

    /** Its name in Flink, or how that begins. */
    String flinkName();

    /** Topic → schema of its values, in order of flow. */
    Map<String, Schema> topics();

    /** Arguments for this platform; may write what they refer to. */
    Map<String, String> arguments(PlatformHome home, PlatformState state);

    /** Flink's own options where this job wants others than flink-conf/config.yaml says. */
    default Map<String, String> flinkOptions() {
        return Map.of();
    }

    /** @param features name or file of a feature set, for the job that computes features; null for its default */
    static DeployableJob of(String job, @Nullable String features) {
        return switch (job) {
            case FRAUD_FEATURES -> new FraudFeatures(FeatureSet.load(features == null ? "card-fraud" : features));
            case INFERENCE_ARCHIVE -> {
                if (features != null)
                    throw new PlatformException(
                            "--features is '" + features + "', expected only with " + FRAUD_FEATURES);
                yield new InferenceArchive();
            }
            default ->
                throw new PlatformException(
                        "there is no job '" + job + "'; there are: " + List.of(FRAUD_FEATURES, INFERENCE_ARCHIVE));
        };
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
            return StandardTopics.schemas(set.name(), set.vectorSchema());
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

        /** Each checkpoint makes a file for every region, model and day: fewer of them make larger files. */
        @Override
        public Map<String, String> flinkOptions() {
            return Map.of("execution.checkpointing.interval", "15 s");
        }

        @Override
        public Map<String, String> arguments(PlatformHome home, PlatformState state) {
            Path file = home.archiveFile();
            Path template = Project.locate().flinkConf().resolve("archive.yaml");
            try {
                if (!Files.exists(file)) {
                    Files.createDirectories(file.getParent());
                    Files.copy(template, file);
                }
            } catch (IOException e) {
                throw new PlatformException("cannot copy " + template + " to " + file + ": " + e.getMessage(), e);
            }
            return Map.of("--archive", file.toString());
        }
    }
}
