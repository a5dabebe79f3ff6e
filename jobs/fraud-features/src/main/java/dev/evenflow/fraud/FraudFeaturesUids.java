package dev.evenflow.fraud;

/**
 * Frozen operator ids, which are the operators' names too. State is found by them: an id is never changed or used for
 * something else. Per entity the entity's name takes the place of {@code <entity>}.
 */
public final class FraudFeaturesUids {
    public static final String READ_TRANSACTIONS = "read-transactions";
    public static final String READ_LABELS = "read-labels";
    public static final String ROUTE_REJECTED_TRANSACTIONS = "route-rejected-transactions";
    public static final String ROUTE_REJECTED_LABELS = "route-rejected-labels";
    public static final String CORRECT_VECTORS = "correct-vectors";
    public static final String COMPLETE_SERVED_VECTORS = "complete-served-vectors";
    public static final String COMPLETE_SETTLED_VECTORS = "complete-settled-vectors";
    public static final String MEASURE_SKEW = "measure-skew";
    public static final String WRITE_SERVED_VECTORS = "write-served-vectors";
    public static final String WRITE_SETTLED_VECTORS = "write-settled-vectors";
    public static final String WRITE_DEAD_LETTERS = "write-dead-letters";
    public static final String WRITE_LATE_EVENTS = "write-late-events";

    private FraudFeaturesUids() {}

    /** {@code update-<entity>-features}: settled features. */
    public static String updateFeatures(String entity) {
        return "update-" + entity + "-features";
    }

    /** {@code read-<changelog>-changes}. */
    public static String readChanges(String changelog) {
        return "read-" + changelog + "-changes";
    }

    /** {@code route-rejected-<changelog>-changes}. */
    public static String routeRejectedChanges(String changelog) {
        return "route-rejected-" + changelog + "-changes";
    }

    /** {@code settle-<changelog>-attributes} and {@code serve-<changelog>-attributes}. */
    public static String attachAttributes(String changelog, boolean settles) {
        return (settles ? "settle-" : "serve-") + changelog + "-attributes";
    }

    /** {@code serve-<entity>-features}: served features. */
    public static String serveFeatures(String entity) {
        return "serve-" + entity + "-features";
    }
}
