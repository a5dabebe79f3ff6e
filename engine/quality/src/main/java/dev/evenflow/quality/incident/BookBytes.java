package dev.evenflow.quality.incident;

import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Dimension;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.check.Severity;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * An {@link IncidentBook} as bytes, version 1. Numbers are big-endian, texts UTF-8 behind their length (4 bytes), enums their
 * names; lists follow their count (4 bytes). In this order: version (1 byte), incidents opened, clock last heard, open incidents,
 * past incidents, rules, each with the index of its incident or -1.
 */
final class BookBytes {
    private static final int VERSION = 1;

    private BookBytes() {}

    static byte[] of(IncidentBook book) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeLong(book.opened);
            out.writeLong(book.heardAtMs);
            out.writeInt(book.open.size());
            for (OpenIncident incident : book.open) write(incident, out);
            out.writeInt(book.past.size());
            for (PastIncident incident : book.past) write(incident, out);
            out.writeInt(book.rules.size());
            for (WatchedRule rule : book.rules.values()) {
                write(rule, out);
                out.writeInt(rule.incident == null ? -1 : book.open.indexOf(rule.incident));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static void read(byte[] bytes, IncidentBook book) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION)
                throw new IllegalArgumentException(
                        "incident book of version " + version + ", expected version " + VERSION);
            book.opened = in.readLong();
            book.heardAtMs = in.readLong();
            for (int i = in.readInt(); i > 0; i--) book.open.add(readOpen(in));
            for (int i = in.readInt(); i > 0; i--) book.past.add(readPast(in));
            for (int i = in.readInt(); i > 0; i--) {
                WatchedRule rule = readRule(in);
                int incident = in.readInt();
                if (incident >= 0) book.open.get(incident).add(rule);
                book.rules.put(rule.key, rule);
            }
        } catch (IOException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("incident book: the bytes are cut short or broken", e);
        }
    }

    private static void write(OpenIncident incident, DataOutputStream out) throws IOException {
        text(incident.id, out);
        text(incident.dataset, out);
        out.writeLong(incident.openedAtMs);
        text(incident.severity.name(), out);
        text(incident.dimension.name(), out);
        text(incident.subject, out);
        out.writeLong(incident.failingSinceMs);
        text(incident.rule, out);
        out.writeInt(incident.sequence);
        optional(incident.suppressedBy, out);
        out.writeBoolean(incident.told);
        text(incident.toldSeverity.name(), out);
        text(incident.toldDimension.name(), out);
        text(incident.said, out);
    }

    private static OpenIncident readOpen(DataInputStream in) throws IOException {
        String id = text(in);
        String dataset = text(in);
        long openedAtMs = in.readLong();
        Severity severity = Severity.valueOf(text(in));
        OpenIncident incident = new OpenIncident(id, dataset, openedAtMs, severity, Dimension.valueOf(text(in)));
        incident.subject = text(in);
        incident.failingSinceMs = in.readLong();
        incident.rule = text(in);
        incident.sequence = in.readInt();
        incident.suppressedBy = optional(in);
        incident.told = in.readBoolean();
        incident.toldSeverity = Severity.valueOf(text(in));
        incident.toldDimension = Dimension.valueOf(text(in));
        incident.said = text(in);
        return incident;
    }

    private static void write(PastIncident incident, DataOutputStream out) throws IOException {
        text(incident.root(), out);
        text(incident.dataset(), out);
        text(incident.subject(), out);
        text(incident.dimension().name(), out);
        out.writeLong(incident.failingSinceMs());
        out.writeLong(incident.recoveredMs());
    }

    private static PastIncident readPast(DataInputStream in) throws IOException {
        return new PastIncident(
                text(in), text(in), text(in), Dimension.valueOf(text(in)), in.readLong(), in.readLong());
    }

    private static void write(WatchedRule rule, DataOutputStream out) throws IOException {
        text(rule.dataset(), out);
        text(rule.rule(), out);
        text(rule.subject(), out);
        CheckResult result = rule.result;
        text(result.dimension().name(), out);
        text(result.severity().name(), out);
        text(result.outcome().name(), out);
        text(result.metric(), out);
        Double value = result.value();
        out.writeBoolean(value != null);
        if (value != null) out.writeDouble(value);
        out.writeLong(result.failed());
        out.writeLong(result.total());
        text(result.expected(), out);
        text(result.detail(), out);
        text(rule.outcome.name(), out);
        out.writeLong(rule.sustainMs);
        out.writeLong(rule.recoverMs);
        text(rule.owner, out);
        text(rule.runbook, out);
        out.writeLong(rule.lookedToMs);
        out.writeLong(rule.heardAtMs);
        out.writeLong(rule.failingFromMs);
        out.writeLong(rule.firstFailureToMs);
        out.writeLong(rule.lastFailureFromMs);
        out.writeLong(rule.lastFailureToMs);
        out.writeLong(rule.passingFromMs);
        out.writeLong(rule.passingToMs);
        out.writeLong(rule.heldSinceMs);
        out.writeBoolean(rule.gone);
    }

    private static WatchedRule readRule(DataInputStream in) throws IOException {
        WatchedRule.Key key = new WatchedRule.Key(text(in), text(in), text(in));
        Dimension dimension = Dimension.valueOf(text(in));
        Severity severity = Severity.valueOf(text(in));
        Outcome outcome = Outcome.valueOf(text(in));
        String metric = text(in);
        Double value = in.readBoolean() ? (Double) in.readDouble() : null;
        WatchedRule rule = new WatchedRule(
                key,
                new CheckResult(
                        key.rule(),
                        key.subject(),
                        dimension,
                        severity,
                        false,
                        outcome,
                        metric,
                        value,
                        in.readLong(),
                        in.readLong(),
                        text(in),
                        text(in),
                        null));
        rule.outcome = Outcome.valueOf(text(in));
        rule.sustainMs = in.readLong();
        rule.recoverMs = in.readLong();
        rule.owner = text(in);
        rule.runbook = text(in);
        rule.lookedToMs = in.readLong();
        rule.heardAtMs = in.readLong();
        rule.failingFromMs = in.readLong();
        rule.firstFailureToMs = in.readLong();
        rule.lastFailureFromMs = in.readLong();
        rule.lastFailureToMs = in.readLong();
        rule.passingFromMs = in.readLong();
        rule.passingToMs = in.readLong();
        rule.heldSinceMs = in.readLong();
        rule.gone = in.readBoolean();
        return rule;
    }

    private static void text(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length > in.available()) throw new IOException("a text of " + length + " bytes, of which there are fewer");
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static void optional(@Nullable String text, DataOutputStream out) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) text(text, out);
    }

    private static @Nullable String optional(DataInputStream in) throws IOException {
        return in.readBoolean() ? text(in) : null;
    }
}
