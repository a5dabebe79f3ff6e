package dev.evenflow.platform.parity;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Locale;

/**
 * The outcome of a comparison.
 *
 * @param translated vectors that were written with another version of the schema and compared in the batch's
 * @param compared ids that both sides have
 * @param missing ids of the batch that live should have settled and has not
 * @param onlyLive ids that only live has
 * @param notSettled ids of the batch that are later than anything live settled
 * @param late ids of the batch that live put aside as late
 * @param lateEvents entries of the late topic, labels included
 * @param liveMaxTime latest event time that live settled, epoch milliseconds
 */
record ParityReport(
        String batch,
        String live,
        long batchVectors,
        long liveVectors,
        long corrections,
        long otherEmissions,
        long translated,
        int features,
        long compared,
        long different,
        long missing,
        long onlyLive,
        long settledTwice,
        long batchTwice,
        long notSettled,
        long late,
        long lateEvents,
        long liveMaxTime,
        Differences differences) {

    /** Whether something was compared and nothing differs. */
    boolean isEqual() {
        return compared > 0 && different + missing + onlyLive + settledTwice + batchTwice == 0;
    }

    long valuesCompared() {
        return compared * features;
    }

    void print(PrintStream out) {
        line(out, "Batch   %s: %,d vectors", batch, batchVectors);
        line(out, "Live    %s: %,d vectors, of them %,d corrections", live, liveVectors, corrections);
        line(out, "Compared %,d vectors of %d features: %,d values", compared, features, valuesCompared());
        line(out, "  %,12d vectors are the same byte for byte", compared - different);
        line(out, "  %,12d vectors differ", different);
        line(out, "  %,12d vectors are missing in live", missing);
        line(out, "  %,12d vectors are only in live", onlyLive);
        line(out, "  %,12d vectors were settled again in live, %,d are twice in batch", settledTwice, batchTwice);
        line(out, "Not compared");
        line(
                out,
                "  %,12d vectors live has not settled yet (later than %s)",
                notSettled,
                liveMaxTime == Long.MIN_VALUE ? "nothing" : Instant.ofEpochMilli(liveMaxTime));
        line(out, "  %,12d vectors of events that live put aside as late (late-events has %,d)", late, lateEvents);
        if (lateEvents > 0) {
            line(out, "  Batch has no late events: it counts them, live does not, so vectors after them may differ.");
        }
        if (translated > 0) {
            line(
                    out,
                    "  %,d vectors were written with another version of the schema, compared in the batch's.",
                    translated);
        }
        if (otherEmissions > 0) {
            line(
                    out,
                    "  %,d vectors of live are neither settled nor corrections; they were compared too.",
                    otherEmissions);
        }
        printDifferences(out);
        if (isEqual()) {
            line(out, "Parity: live and batch are the same.");
        } else {
            line(out, compared == 0 ? "NO PARITY: nothing could be compared." : "NO PARITY: live and batch differ.");
        }
    }

    private void printDifferences(PrintStream out) {
        if (different > 0) {
            line(
                    out,
                    "Differing values by field, in %,d of the %,d differing vectors:",
                    differences.lookedInto(),
                    different);
            differences.byFeature().forEach((feature, count) -> line(out, "  %-40s %,d", feature, count));
            line(out, "First differences:");
            differences
                    .examples()
                    .forEach(each -> line(
                            out, "  %s  %s: batch %s, live %s", each.id(), each.feature(), each.batch(), each.live()));
        }
        ids(out, "Missing in live", differences.missing());
        ids(out, "Only in live", differences.onlyLive());
        ids(out, "Settled again", differences.settledTwice());
    }

    private static void ids(PrintStream out, String what, Collection<String> ids) {
        if (!ids.isEmpty()) {
            line(out, "%s, first: %s", what, String.join(", ", ids));
        }
    }

    private static void line(PrintStream out, String format, Object... values) {
        out.println(String.format(Locale.ROOT, format, values));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("equal", isEqual());
        json.put("batch", batch);
        json.put("live", live);
        json.put("batch_vectors", batchVectors);
        json.put("live_vectors", liveVectors);
        json.put("corrections", corrections);
        json.put("other_emissions", otherEmissions);
        json.put("translated", translated);
        json.put("features", features);
        json.put("compared", compared);
        json.put("values_compared", valuesCompared());
        json.put("identical", compared - different);
        json.put("different", different);
        json.put("missing", missing);
        json.put("only_live", onlyLive);
        json.put("settled_twice", settledTwice);
        json.put("batch_twice", batchTwice);
        json.put("not_settled_yet", notSettled);
        json.put("late", late);
        json.put("late_events", lateEvents);
        if (liveMaxTime > Long.MIN_VALUE) {
            json.put("live_settled_up_to", Instant.ofEpochMilli(liveMaxTime).toString());
        }
        json.put("looked_into", differences.lookedInto());
        ObjectNode byFeature = json.putObject("differing_values");
        differences.byFeature().forEach(byFeature::put);
        var examples = json.putArray("first_differences");
        differences.examples().forEach(each -> examples.addObject()
                .put("id", each.id())
                .put("feature", each.feature())
                .put("batch", each.batch())
                .put("live", each.live()));
        differences.missing().forEach(json.putArray("first_missing")::add);
        differences.onlyLive().forEach(json.putArray("first_only_live")::add);
        differences.settledTwice().forEach(json.putArray("first_settled_twice")::add);
        return json;
    }
}
