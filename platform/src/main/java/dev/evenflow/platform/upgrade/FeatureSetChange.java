package dev.evenflow.platform.upgrade;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.flink.DeployableJob;
import dev.evenflow.platform.flink.FlinkRest;

/** Whether a job that computes features would compute others: state of one version is never read under another. */
final class FeatureSetChange {
    private FeatureSetChange() {}

    /** @param running whose name ends with its feature set's name and version */
    static void requireNone(FlinkRest.JobSummary running, DeployableJob next) {
        if (!(next instanceof DeployableJob.FraudFeatures features)) return;
        String name = next.flinkName() + " " + features.set().plan().version();
        if (!running.name().equals(name))
            throw new PlatformException("the upgrade is refused, nothing was stopped:\n  the running job computes '"
                    + set(running.name()) + "', the new version '" + set(name)
                    + "' (feature set and version). State of one is never read under another: run the changed set beside the"
                    + " old one with ./evenflow shadow");
    }

    private static String set(String jobName) {
        return jobName.substring(jobName.indexOf(' ') + 1);
    }
}
