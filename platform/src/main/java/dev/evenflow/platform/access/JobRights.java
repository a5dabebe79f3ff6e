package dev.evenflow.platform.access;

import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.topic.StandardTopics;
import dev.evenflow.quality.plan.MonitorPlan;
import dev.evenflow.quality.plan.WatchedDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a job needs on the broker and nothing else, from its own options: topics it reads and writes, its consumer group,
 * its transactional ids.
 */
public final class JobRights {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final SortedSet<Right> rights = new TreeSet<>();

    /** @param jobOptions as they are given to the job: {@code --name value} or {@code --name=value} */
    private JobRights(List<String> jobOptions) {
        for (int i = 0; i < jobOptions.size(); i++) {
            String[] parts = jobOptions.get(i).split("=", 2);
            if (parts.length == 2) {
                options.put(parts[0], parts[1]);
            } else if (i + 1 < jobOptions.size()) {
                options.put(parts[0], jobOptions.get(++i));
            }
        }
    }

    public static SortedSet<Right> of(DeployableJob job, PlatformHome home, List<String> jobOptions) {
        JobRights made = new JobRights(jobOptions);
        String name;
        if (job instanceof DeployableJob.FraudFeatures features) {
            name = features.set().name();
            made.features(name, features.set().plan().spec().labels() != null);
            features.set().plan().changelogs().forEach(each -> made.rights.add(Right.read(each.topic())));
        } else if (job instanceof DeployableJob.InferenceArchive) {
            name = ArchiveConfig.read(made.file("--archive", home.archiveFile()))
                    .archive();
            made.archive();
        } else {
            MonitorPlan plan = plan(made.file("--quality", home.qualityFile()));
            name = plan.monitor();
            made.monitor(plan);
        }
        made.rights.add(Right.group(made.option("--kafka.group", "evenflow-" + job.folder()) + "-" + name));
        made.rights.add(Right.transactions(
                made.option("--kafka.transactional-id-prefix", "evenflow-" + job.folder()) + "-" + name + "-"));
        return made.rights;
    }

    private void features(String set, boolean labels) {
        String emit = option("--emit", "settled");
        read("--topic.transactions", StandardTopics.TRANSACTIONS);
        if (labels) {
            read("--topic.labels", StandardTopics.FRAUD_LABELS);
        }
        if (!emit.equalsIgnoreCase("settled")) {
            write("--topic.served", StandardTopics.served(set));
        }
        if (!emit.equalsIgnoreCase("served")) {
            write("--topic.settled", StandardTopics.settled(set));
        }
        write("--topic.dead-letters", StandardTopics.DEAD_LETTERS);
        write("--topic.late", StandardTopics.LATE_EVENTS);
    }

    private void archive() {
        read("--topic.requests", StandardTopics.INFERENCE_REQUESTS);
        read("--topic.responses", StandardTopics.INFERENCE_RESPONSES);
        read("--topic.feedback", StandardTopics.INFERENCE_FEEDBACK);
        String vectors = option("--topic.vectors", "");
        Arrays.stream(vectors.split("\\s*,\\s*"))
                .filter(topic -> !topic.isBlank())
                .forEach(topic -> rights.add(Right.read(topic)));
        write("--topic.dead-letters", StandardTopics.DEAD_LETTERS);
        write("--topic.commits", StandardTopics.ARCHIVE_COMMITS);
    }

    private void monitor(MonitorPlan plan) {
        for (WatchedDataset dataset : plan.datasets()) {
            rights.add(Right.read(dataset.topic()));
            if (dataset.gate() != null) {
                rights.add(Right.write(dataset.gate()));
            }
        }
        write("--topic.scores", StandardTopics.QUALITY_SCORES);
        write("--topic.incidents", StandardTopics.QUALITY_INCIDENTS);
        write("--topic.quarantine", StandardTopics.QUARANTINE);
    }

    private void read(String option, String usual) {
        rights.add(Right.read(option(option, usual)));
    }

    private void write(String option, String usual) {
        rights.add(Right.write(option(option, usual)));
    }

    private String option(String name, String usual) {
        return options.getOrDefault(name, usual);
    }

    /** What the job was told, else what this platform's job is told, else what that is made from. */
    private Path file(String option, Path ofPlatform) {
        String given = options.get(option);
        if (given != null) {
            return Path.of(given);
        }
        return Files.exists(ofPlatform)
                ? ofPlatform
                : Project.locate().flinkConf().resolve(ofPlatform.getFileName());
    }

    private static MonitorPlan plan(Path file) {
        try {
            return MonitorPlan.parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new PlatformException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
