package dev.evenflow.archive.store.dataset;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A row that belongs in the training set, its features still sealed: it may lie on disk while others are sorted.
 *
 * @param eventTime microseconds since 1970
 * @param batch and {@code batchRow}: its place in the archive
 * @param part which sealed part has the features: request or vector
 * @param sealedFor id that the part is bound to: the inference's or the vector's
 */
record SelectedRow(
        long eventTime,
        String inferenceId,
        String batch,
        int batchRow,
        String place,
        String model,
        @Nullable String modelVersion,
        String subjectKey,
        String part,
        String sealedFor,
        byte[] sealed,
        @Nullable Double score,
        @Nullable String decision,
        @Nullable Label label) {
    /** Total: no two rows of an archive have one batch and place in it. */
    static final Comparator<SelectedRow> ORDER = Comparator.comparingLong(SelectedRow::eventTime)
            .thenComparing(SelectedRow::inferenceId)
            .thenComparing(SelectedRow::batch)
            .thenComparingInt(SelectedRow::batchRow);

    /** Bytes in memory, about. */
    int size() {
        return 600 + sealed.length;
    }

    void write(DataOutputStream out) throws IOException {
        out.writeLong(eventTime);
        text(out, inferenceId);
        text(out, batch);
        out.writeInt(batchRow);
        text(out, place);
        text(out, model);
        text(out, modelVersion);
        text(out, subjectKey);
        text(out, part);
        text(out, sealedFor);
        out.writeInt(sealed.length);
        out.write(sealed);
        out.writeBoolean(score != null);
        if (score != null) {
            out.writeDouble(score);
        }
        text(out, decision);
        out.writeBoolean(label != null);
        if (label != null) {
            out.writeDouble(label.value());
            out.writeLong(label.knownAt());
            text(out, label.feedbackId());
        }
    }

    static SelectedRow read(DataInputStream in) throws IOException {
        return new SelectedRow(
                in.readLong(),
                required(in),
                required(in),
                in.readInt(),
                required(in),
                required(in),
                text(in),
                required(in),
                required(in),
                required(in),
                in.readNBytes(in.readInt()),
                in.readBoolean() ? in.readDouble() : null,
                text(in),
                in.readBoolean() ? new Label(in.readDouble(), in.readLong(), required(in)) : null);
    }

    private static void text(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
            return;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String required(DataInputStream in) throws IOException {
        return java.util.Objects.requireNonNull(text(in));
    }
}
