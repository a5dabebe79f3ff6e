package dev.evenflow.features.plan;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetSpec.ChangelogSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * A system of record's table: reads its changes, in Debezium's envelope, into rows of the kind CHANGE. Such a row's time is when
 * the database made the change; its id orders changes of one time: snapshot reads first, then by the log's file, where the
 * database has several, and the position in it.
 * A delete is a change after which every attribute is null.
 */
public final class ChangelogPlan {
    /** In Debezium's connectors: PostgreSQL's, MySQL's. */
    private static final List<String> POSITIONS = List.of("lsn", "pos");

    private final ChangelogSpec spec;
    private final Schema envelope;
    private final RowLayout layout;
    private final Slot keySlot;
    private final List<AvroField> fields = new ArrayList<>();
    private final List<Slot> attributes;
    private final int keyField;
    private final int before;
    private final int after;
    private final int op;
    private final int origin;
    private final int originTime;
    private final int originFile;
    private final int originPosition;

    ChangelogPlan(ChangelogSpec spec, Schema envelope, RowLayout layout) {
        this.spec = spec;
        this.envelope = envelope;
        this.layout = layout;
        this.keySlot = layout.slot(spec.key());
        this.before = AvroField.position(envelope, "before");
        this.after = AvroField.position(envelope, "after");
        this.op = AvroField.position(envelope, "op");
        this.origin = AvroField.position(envelope, "source");
        Schema table = AvroField.nonNull(envelope.getFields().get(after).schema());
        Schema source = AvroField.nonNull(envelope.getFields().get(origin).schema());
        this.originTime = AvroField.position(source, "ts_ms");
        this.originFile = file(source);
        this.originPosition = position(source);
        this.keyField = AvroField.position(table, spec.key());
        this.attributes =
                spec.attributes().stream().map(a -> layout.slot(a.name())).toList();
        spec.attributes().forEach(a -> fields.add(new AvroField(table, a.attribute(), layout.slot(a.name()))));
    }

    private static int position(Schema source) {
        for (String name : POSITIONS) {
            Schema.Field field = source.getField(name);
            if (field != null && AvroField.nonNull(field.schema()).getType() == Schema.Type.LONG) return field.pos();
        }
        return -1;
    }

    /** Of MySQL's and MariaDB's log; its numbers in names of one length. */
    private static int file(Schema source) {
        Schema.Field field = source.getField("file");
        return field != null && AvroField.nonNull(field.schema()).getType() == Schema.Type.STRING ? field.pos() : -1;
    }

    public String name() {
        return spec.name();
    }

    /** Where its changes are read live. */
    public String topic() {
        return spec.topic();
    }

    /** Full name of the envelope's schema. */
    public String schema() {
        return spec.schema();
    }

    public Schema envelope() {
        return envelope;
    }

    /** TEXT slot of the key, of changes and of events; an event where it is null has no attributes. */
    public Slot keySlot() {
        return keySlot;
    }

    public List<Slot> attributes() {
        return attributes;
    }

    public FeatureRow read(IndexedRecord envelope) throws InvalidEventException {
        String what = String.valueOf(envelope.get(op));
        boolean deleted = what.equals("d");
        if (!deleted && !what.equals("c") && !what.equals("u") && !what.equals("r"))
            throw new InvalidEventException("op", "'" + what + "', expected c, u, d or r");
        IndexedRecord table = (IndexedRecord) envelope.get(deleted ? before : after);
        if (table == null)
            throw new InvalidEventException(
                    deleted ? "before" : "after", "null with op '" + what + "', expected the row");
        IndexedRecord source = (IndexedRecord) envelope.get(origin);
        if (source == null) throw new InvalidEventException("source", "null, expected where the change was made");
        IndexedRecord other = deleted ? null : (IndexedRecord) envelope.get(before);
        if (other != null && !sameKey(other.get(keyField), table.get(keyField)))
            throw new InvalidEventException(
                    spec.key(),
                    "an update from '" + other.get(keyField) + "' to '" + table.get(keyField)
                            + "', expected the key of a row not to change, but for a delete and a create");
        FeatureRow row = new FeatureRow(layout);
        row.kind = FeatureRow.Kind.CHANGE;
        row.time = AvroField.time(source, originTime, "source.ts_ms");
        row.labelledTime = row.time;
        row.setText(keySlot, AvroField.id(table, keyField, spec.key()));
        row.setId(order(what.equals("r"), source));
        if (!deleted) for (AvroField field : fields) field.read(table, row);
        return row;
    }

    /** Texts of one length, so that their order is that of the numbers. */
    private String order(boolean snapshot, IndexedRecord source) throws InvalidEventException {
        Object file = originFile < 0 ? null : source.get(originFile);
        Long position = originPosition < 0 ? null : (Long) source.get(originPosition);
        return (snapshot ? "0" : "1")
                + (file == null ? "" : AvroField.text("source.file", file) + ":")
                + String.format(Locale.ROOT, "%016x", position == null ? 0 : position);
    }

    /** What an empty record before the change holds of other columns than the replica identity's. */
    private static boolean sameKey(@Nullable Object before, @Nullable Object after) {
        return before == null
                || before.toString().isEmpty()
                || after == null
                || before.toString().equals(after.toString());
    }
}
