package dev.evenflow.platform.upgrade;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.PlatformHome;
import dev.evenflow.platform.PlatformState;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.Deployment;
import dev.evenflow.platform.flink.FlinkRest;
import dev.evenflow.platform.flink.JobDeployment;
import dev.evenflow.platform.process.ManagedProcess;
import dev.evenflow.platform.topic.FeatureSet;
import dev.evenflow.platform.topic.Registration;
import dev.evenflow.platform.topic.RegistrySubjects;
import dev.evenflow.platform.topic.StandardTopics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A changed feature set beside the running one: a job of its own from the beginning of the topics, compared with the old one while both
 * run, until it takes over the old one's topics at an exact position.
 */
public final class Shadow {
    private final PlatformHome home;
    private final PlatformState state;
    private final Consumer<String> say;
    private final Project project = Project.locate();
    private final FlinkRest flink;
    private final Upgrade upgrade;

    public Shadow(PlatformHome home, PlatformState state, Consumer<String> say) {
        this.home = home;
        this.state = state;
        this.say = say;
        this.flink = new FlinkRest(state.flinkUrl());
        this.upgrade = new Upgrade(home, state, say);
    }

    /** The job that consumers read, and the one beside it. */
    private record Pair(Upgrade.Running old, Upgrade.Running shadow, FeatureSet set) {
        ShadowTopics topics() {
            return new ShadowTopics(set);
        }
    }

    /** Checks that consumers' schemas take the set and that history reaches back, and starts it. */
    public void start(FeatureSet set) {
        Upgrade.Running old = upgrade.running(DeployableJob.FRAUD_FEATURES);
        Deployment before = old.deployment();
        DeployableJob.FraudFeatures job = new DeployableJob.FraudFeatures(set);
        String name = job.flinkName() + " " + set.plan().version();
        if (old.job().name().equals(name))
            throw new PlatformException(name + " runs already, expected a changed set: its version is the same");
        if (!old.job().name().startsWith(job.flinkName() + " "))
            throw new PlatformException("the running job is " + old.job().name() + ", expected a set of the same name ("
                    + set.name() + "): consumers would find another record in their topics");
        RegistrySubjects registry = new RegistrySubjects(state.registryUrl());
        for (String topic : List.of(served(before, set), settled(before, set)))
            registry.requireCompatible(topic + "-value", set.vectorSchema());
        say.accept("  ok schema: readers of " + settled(before, set) + " can read the new set's vectors");
        HistoryCover history = new HistoryCover(state, set);
        var spec = set.plan().spec();
        history.require(
                topic(before, "--topic.transactions", StandardTopics.TRANSACTIONS),
                spec.source().time(),
                say);
        var labels = spec.labels();
        if (labels != null)
            history.require(topic(before, "--topic.labels", StandardTopics.FRAUD_LABELS), labels.knownAt(), say);
        ShadowTopics own = new ShadowTopics(set);
        Map<String, Schema> topics = new LinkedHashMap<>();
        topics.put(own.served(), set.vectorSchema());
        topics.put(own.settled(), set.vectorSchema());
        topics.put(own.late(), dev.evenflow.operations.LateEvent.getClassSchema());
        topics.put(own.deadLetters(), dev.evenflow.operations.DeadLetter.getClassSchema());
        Registration.register(state, topics, before.partitions(), say);
        List<String> options = JobOptionList.merged(JobOptionList.without(before.jobOptions(), "--cut"), own.apart());
        options = JobOptionList.merged(options, List.of("--kafka.start", "earliest"));
        Deployment shadow = new JobDeployment(job, before.parallelism(), Optional.empty(), before.partitions(), options)
                .prepare(home, state, project.jobJar(before.job()))
                .named(name);
        long begin = System.nanoTime();
        String run = shadow.submit(home, project, Optional.empty()).run();
        upgrade.awaitCheckpoint(run, Upgrade.OLD_LIMIT, begin);
        say.accept("Running beside " + old.job().name() + ": " + name + " (" + run
                + "), from the beginning of the topics into " + own.settled());
    }

    /** Looks until it passes or the time is over; a look is said. @return whether it passed */
    public boolean compare(Set<String> changed, long least, Duration wait) {
        Pair pair = pair();
        var spec = pair.set().plan().spec();
        Set<String> features = new TreeSet<>();
        pair.set().plan().featureSlots().forEach(slot -> features.add(slot.name()));
        long deadline = System.nanoTime() + wait.toNanos();
        try (CommonFeatures both = new CommonFeatures(
                state,
                settled(pair.old().deployment(), pair.set()),
                pair.topics().settled(),
                spec.source().id(),
                spec.source().time(),
                features)) {
            while (true) {
                CommonFeatures.Report report = both.look();
                boolean passes = report.passes(changed, least);
                say.accept((passes ? "PASSED  " : "not yet ") + report.text());
                if (passes || System.nanoTime() > deadline) return passes;
                ManagedProcess.pause(Duration.ofSeconds(3));
            }
        }
    }

    /** The shadow takes over the old job's topics where that one stops, or both go on as before. */
    public void cutOver(Duration limit) {
        Pair pair = pair();
        Deployment before = pair.old().deployment();
        Deployment shadow = pair.shadow().deployment();
        Map<String, Schema> topics = new LinkedHashMap<>();
        topics.put(served(before, pair.set()), pair.set().vectorSchema());
        topics.put(settled(before, pair.set()), pair.set().vectorSchema());
        Registration.register(state, topics, before.partitions(), say);
        // planned with a cut that cuts nothing: whatever else is wrong is found while both run
        String saved = save(pair.shadow(), false);
        VersionCheck.run(home, project, shadow, following(pair, before, shadow, "0@"), saved, say);

        String shadowSaved = save(pair.shadow(), true);
        String oldSaved = "";
        try {
            // the old job passes where the shadow stopped, so that the topics have no gap between them
            awaitCheckpointOf(pair.old().job().id(), limit);
            long stopping = System.nanoTime();
            oldSaved = save(pair.old(), true);
            String from = VersionCheck.cut(home, project, before, oldSaved);
            String reached = VersionCheck.cut(home, project, shadow, shadowSaved);
            if (!CutText.covers(from, reached))
                throw new PlatformException("the old job stopped at " + from + ", before where the shadow was ("
                        + reached + "): vectors between them would be missing");
            Deployment next = following(pair, before, shadow, from);
            String run = next.submit(home, project, Optional.of(shadowSaved)).run();
            double paused = upgrade.awaitCheckpoint(run, limit, stopping);
            say.accept(String.format(
                    Locale.ROOT,
                    "Cut over: %s writes to %s from %s on, nothing was written there for %.1f s until it ran, first checkpoint"
                            + " after %.1f s (%s). The old job's last savepoint is %s",
                    flink.job(run).name(),
                    settled(before, pair.set()),
                    from,
                    paused,
                    (System.nanoTime() - stopping) / 1e9,
                    run,
                    oldSaved));
        } catch (PlatformException e) {
            throw new PlatformException(
                    "there was no cut-over: " + e.getMessage() + "\n" + back(pair, oldSaved, shadowSaved));
        }
    }

    private String back(Pair pair, String oldSaved, String shadowSaved) {
        StringBuilder text = new StringBuilder();
        long begin = System.nanoTime();
        for (FlinkRest.JobSummary job : flink.jobs())
            if (!job.isOver() && job.name().equals(pair.shadow().job().name())) flink.cancel(job.id());
        try {
            if (!oldSaved.isEmpty()) {
                String old = pair.old()
                        .deployment()
                        .submit(home, project, Optional.of(oldSaved))
                        .run();
                upgrade.awaitReturn(old, begin);
                text.append("The old job goes on from where it stopped (")
                        .append(old)
                        .append("). ");
            }
            String shadow = pair.shadow()
                    .deployment()
                    .submit(home, project, Optional.of(shadowSaved))
                    .run();
            upgrade.awaitReturn(shadow, begin);
            return text.append("The shadow goes on beside it (")
                    .append(shadow)
                    .append(").")
                    .toString();
        } catch (PlatformException e) {
            return text + "What should go on did not come up; savepoints: old " + oldSaved + ", shadow " + shadowSaved
                    + "\n" + e.getMessage();
        }
    }

    /** The shadow as it writes to the old job's topics. */
    private Deployment following(Pair pair, Deployment before, Deployment shadow, String cut) {
        List<String> options = new ArrayList<>(shadow.jobOptions());
        for (String topic : List.of("--topic.served", "--topic.settled", "--topic.late", "--topic.dead-letters")) {
            options = new ArrayList<>(JobOptionList.without(options, topic));
            String consumers = JobOptionList.value(before.jobOptions(), topic);
            if (consumers != null) options.addAll(List.of(topic, consumers));
        }
        options = JobOptionList.merged(options, List.of("--cut", cut));
        return new JobDeployment(
                        new DeployableJob.FraudFeatures(pair.set()),
                        shadow.parallelism(),
                        Optional.empty(),
                        shadow.partitions(),
                        options)
                .prepare(home, state, java.nio.file.Path.of(shadow.jar()));
    }

    private void awaitCheckpointOf(String run, Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        int before = completed(run);
        // two: the first may have begun before the shadow stopped
        while (completed(run) < before + 2) {
            if (System.nanoTime() > deadline)
                throw new PlatformException("the old job completed no checkpoints in " + limit.toSeconds() + " s");
            ManagedProcess.pause(Duration.ofMillis(200));
        }
    }

    private int completed(String run) {
        return flink.checkpoints(run).path("counts").path("completed").asInt();
    }

    private String save(Upgrade.Running job, boolean stop) {
        long begin = System.nanoTime();
        String saved = flink.savepoint(job.job().id(), home.savepoints().toUri().toString(), stop);
        if (stop)
            say.accept(String.format(
                    Locale.ROOT,
                    "Stopped %s (%.1f s); savepoint %s",
                    job.job().name(),
                    (System.nanoTime() - begin) / 1e9,
                    saved));
        return saved;
    }

    private Pair pair() {
        Upgrade.Running old = null;
        Upgrade.Running shadow = null;
        FeatureSet set = null;
        for (FlinkRest.JobSummary job : flink.jobs()) {
            if (job.isOver() || !job.name().startsWith(DeployableJob.FRAUD_FEATURES + " ")) continue;
            Upgrade.Running running = upgrade.of(job);
            FeatureSet of = FeatureSet.load(running.deployment().setFile());
            if (new ShadowTopics(of).isShadow(running.deployment())) {
                shadow = running;
                set = of;
            } else {
                old = running;
            }
        }
        if (old == null || shadow == null || set == null)
            throw new PlatformException("expected a running job of fraud-features and a changed set beside it, but "
                    + (shadow == null
                            ? "nothing runs beside: ./evenflow shadow start begins"
                            : "the old job does not run"));
        return new Pair(old, shadow, set);
    }

    private static String settled(Deployment job, FeatureSet set) {
        return topic(job, "--topic.settled", StandardTopics.settled(set.name()));
    }

    private static String served(Deployment job, FeatureSet set) {
        return topic(job, "--topic.served", StandardTopics.served(set.name()));
    }

    private static String topic(Deployment job, String option, String otherwise) {
        @Nullable String named = JobOptionList.value(job.jobOptions(), option);
        return named == null ? otherwise : named;
    }
}
