package dev.evenflow.platform.inference;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.history.Delivery.Form;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import dev.evenflow.platform.topic.StandardTopics;
import java.io.PrintStream;
import java.util.Locale;

/** Counts of what was sent, by topic and form, for a checker to compare with the ledger. Not thread-safe. */
final class SentInferences {
    private final long[][] counts = new long[Kind.values().length][Form.values().length];
    private long bytes;
    private long responsesFirst;

    static String topic(Kind kind) {
        return kind == Kind.REQUEST ? StandardTopics.INFERENCE_REQUESTS : StandardTopics.INFERENCE_RESPONSES;
    }

    void add(InferenceDelivery delivery, int valueBytes) {
        counts[delivery.kind().ordinal()][delivery.form().ordinal()]++;
        bytes += valueBytes;
    }

    void responsesFirst(long count) {
        responsesFirst = count;
    }

    long count(Kind kind, Form form) {
        return counts[kind.ordinal()][form.ordinal()];
    }

    long garbage(Kind kind) {
        long garbage = 0;
        for (Form form : Form.values()) garbage += form.isGarbage() ? count(kind, form) : 0;
        return garbage;
    }

    long total(Kind kind) {
        return count(kind, Form.ORIGINAL) + count(kind, Form.DUPLICATE) + garbage(kind);
    }

    void print(PrintStream out, double seconds) {
        long total = total(Kind.REQUEST) + total(Kind.RESPONSE);
        out.printf(
                Locale.ROOT,
                "Sent %,d records, %.1f MB, in %.1f s (%,.0f records/s)%n",
                total,
                bytes / 1e6,
                seconds,
                total / seconds);
        for (Kind kind : Kind.values()) {
            out.printf(
                    Locale.ROOT,
                    "  %-20s %,d records: %,d inferences, %,d of them again, %,d of garbage%n",
                    topic(kind),
                    total(kind),
                    count(kind, Form.ORIGINAL),
                    count(kind, Form.DUPLICATE),
                    garbage(kind));
            for (Form form : Form.values()) {
                if (form.isGarbage() && count(kind, form) > 0)
                    out.printf(Locale.ROOT, "    %-18s %,d%n", form.text(), count(kind, form));
            }
        }
        out.printf(
                Locale.ROOT,
                "  without response     %,d%n  response first       %,d%n",
                count(Kind.REQUEST, Form.ORIGINAL) - count(Kind.RESPONSE, Form.ORIGINAL),
                responsesFirst);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Kind kind : Kind.values()) {
            ObjectNode topic = json.putObject(topic(kind));
            for (Form form : Form.values()) topic.put(form.name().toLowerCase(Locale.ROOT), count(kind, form));
            topic.put("garbage", garbage(kind));
            topic.put("records", total(kind));
        }
        json.put("inferences", count(Kind.REQUEST, Form.ORIGINAL));
        json.put("without_response", count(Kind.REQUEST, Form.ORIGINAL) - count(Kind.RESPONSE, Form.ORIGINAL));
        json.put("response_first", responsesFirst);
        json.put("bytes", bytes);
        return json;
    }
}
