package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.Dimension;

/** Which failures explain which others. Whether they also coincide is for the caller. */
final class Causes {
    private Causes() {}

    /** Within one dataset, for different subjects; failures of the same subject are always one incident. */
    static boolean explainsWithin(Dimension cause, String causeSubject, Dimension effect, String effectSubject) {
        return switch (cause) {
            case SCHEMA -> true;
            case FRESHNESS ->
                switch (effect) {
                    // Partitions that stop together are one matter, and so are groups in them.
                    case FRESHNESS, VOLUME, CONSISTENCY, UNIQUENESS, DRIFT, SKEW -> true;
                    case SCHEMA, COMPLETENESS, VALIDITY -> false;
                };
            case VOLUME ->
                switch (effect) {
                    case VOLUME, CONSISTENCY, UNIQUENESS, DRIFT, SKEW -> true;
                    case SCHEMA, FRESHNESS, COMPLETENESS, VALIDITY -> false;
                };
            case CONSISTENCY ->
                switch (effect) {
                    case CONSISTENCY, UNIQUENESS, DRIFT, SKEW -> true;
                    case SCHEMA, FRESHNESS, VOLUME, COMPLETENESS, VALIDITY -> false;
                };
            // A field that is empty or wrong breaks rules over whole records and what is inside of it, not other
            // fields.
            case COMPLETENESS, VALIDITY ->
                switch (effect) {
                    case CONSISTENCY, COMPLETENESS, VALIDITY, UNIQUENESS ->
                        effectSubject.isEmpty() || causeSubject.isEmpty() || isPartOf(effectSubject, causeSubject);
                    case DRIFT, SKEW -> isPartOf(effectSubject, causeSubject);
                    case SCHEMA, FRESHNESS, VOLUME -> false;
                };
            case UNIQUENESS -> effect == Dimension.DRIFT || effect == Dimension.UNIQUENESS;
            // Fields that begin to drift together moved together, and a changed computation shows as both.
            case DRIFT, SKEW -> isOfValuesAsAWhole(effect);
        };
    }

    /** Between a dataset and one that is made of it. */
    static boolean explainsDownstream(Dimension cause, Dimension effect) {
        return switch (cause) {
            case SCHEMA, FRESHNESS, VOLUME -> true;
            // Records that are refused downstream because of their values are missing there.
            case CONSISTENCY, COMPLETENESS, VALIDITY, UNIQUENESS -> effect != Dimension.SCHEMA;
            case DRIFT, SKEW -> effect == Dimension.VALIDITY || isOfValuesAsAWhole(effect);
        };
    }

    /**
     * The likelier cause has the smaller number: the order of dimensions, except that skew comes before drift. A changed computation
     * shows as both, and a changed population as drift alone.
     */
    static int rank(Dimension dimension) {
        return switch (dimension) {
            case SKEW -> Dimension.DRIFT.ordinal();
            case DRIFT -> Dimension.SKEW.ordinal();
            default -> dimension.ordinal();
        };
    }

    /** Whether failures of both are one matter if they begin together, whatever their subjects. */
    static boolean areOneKind(Dimension a, Dimension b) {
        return a == b || isOfValuesAsAWhole(a) && isOfValuesAsAWhole(b);
    }

    private static boolean isOfValuesAsAWhole(Dimension dimension) {
        return dimension == Dimension.DRIFT || dimension == Dimension.SKEW;
    }

    /** Whether it is measured anew each time; else what was wrong may show for as long as something looks back. */
    static boolean hasNoMemory(Dimension dimension) {
        return dimension.compareTo(Dimension.VOLUME) <= 0;
    }

    /** Whether several subjects of this dimension make one incident of the whole dataset. */
    static boolean spreads(Dimension dimension) {
        return switch (dimension) {
            case SCHEMA, FRESHNESS, VOLUME, DRIFT, SKEW -> true;
            case CONSISTENCY, COMPLETENESS, VALIDITY, UNIQUENESS -> false;
        };
    }

    private static boolean isPartOf(String subject, String whole) {
        return !whole.isEmpty() && subject.startsWith(whole + ".");
    }
}
