package dev.evenflow.features.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.plan.InvalidEventException;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.spec.FeatureSetParser;
import dev.evenflow.features.spec.SpecException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Attributes as of a time, against a search through all changes; changes come in any order, some of them twice. */
class AttributeHistoryTest {
    private static final Schema EVENT = new Schema.Parser()
            .parse(
                    """
            {"type": "record", "name": "Event", "fields": [{"name": "id", "type": "string"},
             {"name": "at", "type": {"type": "long", "logicalType": "timestamp-millis"}}, {"name": "who", "type": ["null", "string"]}]}
            """);
    private static final Schema ENVELOPE = new Schema.Parser()
            .parse(
                    """
            {"type": "record", "name": "Envelope", "fields": [
             {"name": "before", "type": ["null", {"type": "record", "name": "Value", "fields": [{"name": "who", "type": "string"},
              {"name": "segment", "type": ["null", "string"]}, {"name": "limit", "type": ["null", "double"]}]}]},
             {"name": "after", "type": ["null", "Value"]},
             {"name": "source", "type": {"type": "record", "name": "Source", "fields": [{"name": "ts_ms", "type": "long"},
              {"name": "lsn", "type": ["null", "long"]}]}},
             {"name": "op", "type": "string"}]}
            """);
    private static final String YAML =
            """
            feature_set: people
            source: {schema: Event, id: id, time: at}
            entities:
              - {entity: person, key: who, features: [{feature: n, aggregate: count, window: 1d}]}
            changelogs:
              - changelog: crm
                schema: Envelope
                key: who
                attributes:
                  - {feature: segment_now, attribute: segment}
                  - {feature: limit_now, attribute: limit}
            derived:
              - {feature: twice, type: double, expr: limit_now * 2.0}
            """;

    private static FeaturePlan plan(String yaml) {
        return plan(yaml, ENVELOPE);
    }

    private static FeaturePlan plan(String yaml, Schema envelope) {
        Map<String, Schema> envelopes = Map.of("Envelope", envelope);
        try {
            return FeaturePlan.compile(
                    FeatureSetParser.parse("people.yaml", yaml, EVENT, null, envelopes), EVENT, null, envelopes);
        } catch (SpecException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static final FeaturePlan PLAN = plan(YAML);
    private static final ChangelogPlan CRM = PLAN.changelog("crm");
    private static final Slot SEGMENT = PLAN.layout().slot("segment_now");
    private static final Slot LIMIT = PLAN.layout().slot("limit_now");

    private record Change(String op, long time, @Nullable Long lsn, @Nullable String segment, @Nullable Double limit) {
        GenericRecord envelope() {
            GenericRecord row = new GenericData.Record(
                    ENVELOPE.getField("after").schema().getTypes().get(1));
            row.put("who", "ada");
            row.put("segment", segment);
            row.put("limit", limit);
            GenericRecord source =
                    new GenericData.Record(ENVELOPE.getField("source").schema());
            source.put("ts_ms", time);
            source.put("lsn", lsn);
            GenericRecord change = new GenericData.Record(ENVELOPE);
            change.put(op.equals("d") ? "before" : "after", row);
            change.put("source", source);
            change.put("op", op);
            return change;
        }

        boolean after(Change other) {
            if (time != other.time) return time > other.time;
            if (op.equals("r") != other.op.equals("r")) return other.op.equals("r");
            return (lsn == null ? 0 : lsn) > (other.lsn == null ? 0 : other.lsn);
        }
    }

    private static AttributeHistory history(@Nullable List<FeatureRow> changes) {
        return new AttributeHistory(CRM, RowOrder.of(PLAN.layout()), changes);
    }

    private static FeatureRow event(long time) {
        FeatureRow row = new FeatureRow(PLAN.layout());
        row.setId("e");
        row.time = time;
        return row;
    }

    private static List<Change> changes(Random random) {
        List<Change> changes = new ArrayList<>();
        long lsn = 5;
        for (int i = 0; i < 30; i++) {
            String op = List.of("c", "u", "u", "d", "r").get(random.nextInt(5));
            changes.add(new Change(
                    op,
                    1_000_000 + random.nextInt(40),
                    lsn++,
                    random.nextInt(4) == 0 ? null : "s" + random.nextInt(5),
                    random.nextInt(4) == 0 ? null : random.nextInt(100) / 4.0));
        }
        return changes;
    }

    private static void check(AttributeHistory history, List<Change> changes, long time) {
        Change last = null;
        for (Change each : changes) if (each.time <= time && (last == null || each.after(last))) last = each;
        boolean there = last != null && !last.op.equals("d");
        FeatureRow row = event(time);
        // what was there before must not shine through
        row.setText(SEGMENT, "old");
        history.apply(row);
        assertThat(row.getText(SEGMENT)).as("segment at %d", time).isEqualTo(there ? last.segment : null);
        assertThat(row.isNull(LIMIT) ? null : (Double) row.getDouble(LIMIT))
                .as("limit at %d", time)
                .isEqualTo(there ? last.limit : null);
    }

    @Test
    void theLastChangeUpToATimeCountsWhateverOrderTheyCameIn() throws InvalidEventException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Change> changes = changes(random);
            List<Change> delivered = new ArrayList<>(changes);
            delivered.addAll(changes.subList(0, 5));
            Collections.shuffle(delivered, random);
            AttributeHistory history = history(null);
            int added = 0;
            for (Change change : delivered) if (history.add(CRM.read(change.envelope()))) added++;
            assertThat(added).isEqualTo(changes.size());
            for (long time = 999_998; time < 1_000_043; time++) check(history, changes, time);
        }
    }

    @Test
    void forgettingChangesNothingFromThenOn() throws InvalidEventException {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<Change> changes = changes(random);
            long horizon = 1_000_000L + random.nextInt(40);
            AttributeHistory history = history(null);
            for (Change change : changes) history.add(CRM.read(change.envelope()));
            history.forget(horizon);
            AttributeHistory restored = history(history.changes());
            for (long time = horizon; time < 1_000_043; time++) check(restored, changes, time);
            long older = restored.changes().stream()
                    .filter(each -> each.time <= horizon)
                    .count();
            assertThat(older).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void aDeleteLeavesNoAttribute() throws InvalidEventException {
        AttributeHistory history = history(null);
        history.add(CRM.read(new Change("c", 1_000, 1L, "vip", 5.0).envelope()));
        history.add(CRM.read(new Change("d", 2_000, 2L, "vip", 5.0).envelope()));
        assertThat(history.isDeleted(5_000)).isFalse();
        history.forget(2_000);
        assertThat(history.isDeleted(2_000)).isTrue();
        assertThat(history.changes()).allSatisfy(row -> assertThat(row.isNull(SEGMENT) && row.isNull(LIMIT))
                .isTrue());
        // a snapshot that was read before comes after all
        history.add(CRM.read(new Change("r", 1_500, 1L, "vip", 5.0).envelope()));
        check(history, List.of(new Change("d", 2_000, 2L, null, null)), 3_000);
    }

    @Test
    void attributesAreFeaturesOfTheVectorAndOfExpressions() throws InvalidEventException {
        AttributeHistory history = history(null);
        history.add(CRM.read(new Change("c", 1_000, 1L, "vip", 21.0).envelope()));
        FeatureRow row = event(2_000);
        history.apply(row);
        PLAN.complete(row);
        GenericRecord vector = PLAN.toVector(row, "SETTLED");
        assertThat(vector.get("segment_now")).hasToString("vip");
        assertThat(vector.get("twice")).isEqualTo(42.0);
        assertThat(plan(YAML.replace("limit_now, attribute: limit", "limit_now, attribute: limit, doc: x"))
                        .version())
                .isEqualTo(PLAN.version());
        assertThat(plan(YAML.replace("changelog: crm", "changelog: sales")).version())
                .isNotEqualTo(PLAN.version());
    }

    @Test
    void whatIsNoEnvelopeOrNoColumnIsSaidWithItsLine() {
        assertThatThrownBy(() -> plan(YAML.replace("attribute: segment", "attribute: segmnt")))
                .hasMessageContaining("people.yaml:10")
                .hasMessageContaining("segmnt")
                .hasMessageContaining("segment");
        Map<String, Schema> noEnvelope = Map.of("Envelope", EVENT);
        assertThatThrownBy(() -> FeatureSetParser.parse("people.yaml", YAML, EVENT, null, noEnvelope))
                .hasMessageContaining("no envelope of Debezium's");
        assertThatThrownBy(() -> plan(YAML.replace("    key: who\n    attr", "    attr")))
                .hasMessageContaining("people.yaml:6")
                .hasMessageContaining("'key'");
        assertThatThrownBy(() -> plan(YAML.replace("    key: who\n    attr", "    key: limit\n    attr")))
                .hasMessageContaining("'key'")
                .hasMessageContaining("expected a string");
        assertThatThrownBy(() -> plan(YAML.replace("changelog: crm", "changelog: person")))
                .hasMessageContaining("changelog 'person'")
                .hasMessageContaining("or of an entity");
    }

    private static void rejected(GenericRecord change, String field, String reason) {
        assertThatThrownBy(() -> CRM.read(change))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(field)
                .hasMessageContaining(reason);
    }

    @Test
    void aChangeThatSaysTooLittleIsRejectedWithTheReason() {
        rejected(new Change("t", 1_000, 1L, null, null).envelope(), "op", "expected c, u, d or r");
        rejected(new Change("u", -1, 1L, null, null).envelope(), "source.ts_ms", "expected a time");
        rejected(new Change("u", 1_000, 1L, null, Double.NaN).envelope(), "limit", "expected a finite number");
        GenericRecord withoutRow = new Change("d", 1_000, 1L, null, null).envelope();
        withoutRow.put("before", null);
        rejected(withoutRow, "before", "null with op 'd', expected the row");
        GenericRecord withoutKey = new Change("c", 1_000, 1L, "vip", null).envelope();
        ((GenericRecord) withoutKey.get("after")).put("who", "");
        rejected(withoutKey, "who", "empty, expected an id");
        GenericRecord renamed = new Change("u", 1_000, 1L, "vip", null).envelope();
        GenericRecord before = new GenericData.Record(((GenericRecord) renamed.get("after")).getSchema());
        before.put("who", "grace");
        renamed.put("before", before);
        rejected(renamed, "who", "an update from 'grace' to 'ada'");
    }

    /** As MySQL's: a position is one of a file. */
    @Test
    void aPositionIsOneWithinAFileOfTheLog() throws InvalidEventException {
        String json = ENVELOPE.toString()
                .replace(
                        "\"lsn\",\"type\":[\"null\",\"long\"]",
                        "\"file\",\"type\":\"string\"},{\"name\":\"pos\",\"type\":\"long\"");
        Schema envelope = new Schema.Parser().parse(json);
        ChangelogPlan crm = plan(YAML, envelope).changelog("crm");
        AttributeHistory history = new AttributeHistory(crm, RowOrder.of(PLAN.layout()), null);
        history.add(crm.read(ofFile(envelope, "binlog.000010", 4L, "newer")));
        history.add(crm.read(ofFile(envelope, "binlog.000009", 99_999L, "older")));
        FeatureRow row = event(1_000);
        history.apply(row);
        assertThat(row.getText(SEGMENT)).isEqualTo("newer");
    }

    private static GenericRecord ofFile(Schema envelope, String file, long position, String segment) {
        GenericRecord change = new GenericData.Record(envelope);
        GenericRecord source =
                new GenericData.Record(envelope.getField("source").schema());
        source.put("ts_ms", 1_000L);
        source.put("file", file);
        source.put("pos", position);
        GenericRecord row = new GenericData.Record(
                envelope.getField("after").schema().getTypes().get(1));
        row.put("who", "ada");
        row.put("segment", segment);
        change.put("after", row);
        change.put("source", source);
        change.put("op", "u");
        return change;
    }
}
