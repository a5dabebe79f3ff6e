package dev.evenflow.platform.access;

import dev.evenflow.platform.PlatformException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Who speaks to the broker and the registry of a secure platform. Each has passwords of its own. */
public enum Principal {
    /** The command line: makes topics, schemas, users and rights. */
    ADMIN("*"),
    FRAUD_FEATURES,
    INFERENCE_ARCHIVE,
    QUALITY_MONITOR,
    /** Sends garbage too, if it is asked to, under a schema of its own. */
    SIMULATOR("transactions-of-a-careless-producer-value"),
    /** Writes changes of tables, as Debezium would. */
    CHANGE_CAPTURE,
    SCORER,
    QUALITY_PAGE;

    private final List<String> subjects;

    Principal(String... subjects) {
        this.subjects = List.of(subjects);
    }

    /** As the broker and the registry know it: {@code fraud-features}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Subjects it may change in the registry; everybody may read all of them. */
    public List<String> subjects() {
        return subjects;
    }

    /** @param job folder of a job, which is also the name of who runs it */
    public static Principal ofJob(String job) {
        return Arrays.stream(values())
                .filter(each -> each.id().equals(job))
                .findFirst()
                .orElseThrow(() -> new PlatformException("there is no principal for job '" + job + "', expected one of "
                        + Arrays.stream(values()).map(Principal::id).toList()));
    }
}
