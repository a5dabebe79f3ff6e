package dev.evenflow.archive.store;

import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.store.FoundInference.FoundFeedback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expression;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;

/**
 * Reads inferences: finds their rows, opens what is sealed where the subject's key still exists, and joins the feedback.
 *
 * <p>Of files that hold an id or subject only those columns are read to see whether they do. Not thread-safe.
 */
public final class ArchiveReader {
    /** Inferences whose feedback is looked up at once; Iceberg prunes files by no more than 200 values. */
    private static final int TOGETHER = 200;

    private static final List<String> PARTS = List.of("request", "response", "vector");

    private final Archive archive;

    public ArchiveReader(Archive archive) {
        this.archive = archive;
    }

    /** Gives each to {@code action} until that returns false. */
    public void forEach(ArchiveFilter filter, Predicate<FoundInference> action) {
        for (Place place : archive.places()) {
            if (filter.place().isPresent() && !filter.place().get().equals(place.name())) {
                continue;
            }
            Optional<String> key = filter.subjectKey();
            if (filter.subject().isPresent()) {
                key = place.keys().findBySubject(filter.subject().get()).map(SubjectKey::name);
                if (key.isEmpty()) {
                    continue;
                }
            }
            if (place.has(ArchiveTable.INFERENCES) && !read(place, filter, filter.conditions(key), action)) {
                return;
            }
        }
    }

    /** All of them; for small results. */
    public List<FoundInference> find(ArchiveFilter filter) {
        List<FoundInference> found = new ArrayList<>();
        forEach(filter, found::add);
        return found;
    }

    /** The content of a blob that a row refers to; empty if it was erased. */
    public Optional<byte[]> blob(String place, String address) {
        return archive.place(place).blobs().get(address);
    }

    private boolean read(
            Place place, ArchiveFilter filter, Map<String, Expression> conditions, Predicate<FoundInference> action) {
        Table table = place.open(ArchiveTable.INFERENCES);
        Table feedback = place.open(ArchiveTable.FEEDBACK);
        Expression expression = Expressions.alwaysTrue();
        for (Expression condition : conditions.values()) {
            expression = Expressions.and(expression, condition);
        }
        TableScan scan = table.newScan().filter(expression);
        if (filter.snapshot().isPresent()) {
            scan = scan.useSnapshot(filter.snapshot().getAsLong());
        }
        Schema probe = table.schema().select(conditions.keySet());
        boolean narrow = conditions.containsKey("inference_id") || conditions.containsKey("subject_key");
        try (SealedParts sealed = new SealedParts(place, table, feedback);
                CloseableIterable<FileScanTask> tasks = scan.planFiles()) {
            Joined joined = new Joined(place.name(), feedback, sealed, action);
            for (FileScanTask task : tasks) {
                if (narrow && !hasMatch(table, probe, task)) {
                    continue;
                }
                TableRows.forEach(table.io(), table.schema(), task, joined::add);
                if (joined.stopped) {
                    return false;
                }
            }
            joined.flush();
            return !joined.stopped;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot plan a scan of " + table.name(), e);
        }
    }

    private static boolean hasMatch(Table table, Schema probe, FileScanTask task) {
        boolean[] found = new boolean[1];
        TableRows.forEach(table.io(), probe, task, row -> found[0] = true);
        return found[0];
    }

    /** Gathers rows and passes them on with their feedback, so many at a time. */
    private static final class Joined {
        private final String place;
        private final Table feedback;
        private final SealedParts sealed;
        private final Predicate<FoundInference> action;
        private final List<Record> rows = new ArrayList<>();
        private boolean stopped;

        Joined(String place, Table feedback, SealedParts sealed, Predicate<FoundInference> action) {
            this.place = place;
            this.feedback = feedback;
            this.sealed = sealed;
            this.action = action;
        }

        void add(Record row) {
            if (stopped) {
                return;
            }
            rows.add(row);
            if (rows.size() == TOGETHER) {
                flush();
            }
        }

        void flush() {
            Map<String, List<FoundFeedback>> known = new HashMap<>();
            if (!rows.isEmpty() && !stopped) {
                Object[] ids =
                        rows.stream().map(row -> row.getField("inference_id")).toArray();
                TableRows.forEach(feedback, Expressions.in("inference_id", ids), row -> known.computeIfAbsent(
                                (String) row.getField("inference_id"), id -> new ArrayList<>())
                        .add(new FoundFeedback(row, open("feedback", "sealed", "inference_id", row))));
            }
            for (Record row : rows) {
                stopped = stopped || !action.test(found(row, known));
            }
            rows.clear();
        }

        private FoundInference found(Record row, Map<String, List<FoundFeedback>> known) {
            Map<String, Optional<GenericRecord>> opened = new LinkedHashMap<>();
            for (String part : PARTS) {
                String column = part + "_sealed";
                if (row.getField(column) != null) {
                    opened.put(part, open(part, column, part.equals("vector") ? "vector_id" : "inference_id", row));
                }
            }
            return new FoundInference(
                    place, row, opened, known.getOrDefault((String) row.getField("inference_id"), List.of()));
        }

        private Optional<GenericRecord> open(String part, String column, String id, Record row) {
            if (!(row.getField(column) instanceof ByteBuffer bytes)) {
                return Optional.empty();
            }
            byte[] content = new byte[bytes.remaining()];
            bytes.duplicate().get(content);
            return sealed.open(
                    part, content, String.valueOf(row.getField("subject_key")), String.valueOf(row.getField(id)));
        }
    }
}
