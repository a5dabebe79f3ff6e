package dev.evenflow.features.plan;

import dev.evenflow.features.row.FeatureRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the Avro binary form of one writer's schema straight into rows: fields that are used into their slots, past the
 * others. It gives no row where anything is out of the ordinary, so that Avro's reader and {@link AvroField} alone decide
 * what a strange record holds, and what is said of it. Not thread-safe.
 */
public final class RowDecoder {
    /** What a record is read for. */
    enum Kind {
        EVENT,
        LABEL
    }

    private final Kind kind;
    private final List<FieldStep> steps;
    private final List<PlanLayout.ConditionReader> conditions;
    private final AvroBytes in = new AvroBytes();
    private final FeaturePlan plan;

    RowDecoder(FeaturePlan plan, Kind kind, List<FieldStep> steps, List<PlanLayout.ConditionReader> conditions) {
        this.plan = plan;
        this.kind = kind;
        this.steps = steps;
        this.conditions = conditions;
    }

    /**
     * @param uses of the reader's fields that are used, by position
     * @return null where the schemas differ in more than fields that one of them lacks, or hold what a step cannot read
     */
    static @Nullable RowDecoder of(
            FeaturePlan plan,
            Kind kind,
            Schema reader,
            Schema writer,
            Map<Integer, List<FieldStep.Use>> uses,
            List<PlanLayout.ConditionReader> conditions) {
        if (writer.getType() != Schema.Type.RECORD || !reader.getAliases().isEmpty()) return null;
        List<FieldStep> steps = new ArrayList<>();
        for (Schema.Field written : writer.getFields()) {
            Schema.Field read = reader.getField(written.name());
            if (read != null && !sameForm(read.schema(), written.schema())) return null;
            FieldStep step =
                    FieldStep.of(written.schema(), read == null ? List.of() : uses.getOrDefault(read.pos(), List.of()));
            if (step == null) return null;
            steps.add(step);
        }
        for (Schema.Field read : reader.getFields()) {
            if (!read.aliases().isEmpty()) return null;
            boolean nothing = read.hasDefaultValue() && read.defaultVal() == JsonProperties.NULL_VALUE;
            if (writer.getField(read.name()) == null && uses.containsKey(read.pos()) && !nothing) return null;
        }
        return new RowDecoder(plan, kind, steps, conditions);
    }

    /** Whether bytes of one mean the same as bytes of the other, as far as steps read them. */
    private static boolean sameForm(Schema reader, Schema writer) {
        if (reader.getType() != writer.getType()) return false;
        return switch (reader.getType()) {
            case ENUM -> reader.getEnumSymbols().equals(writer.getEnumSymbols());
            case FIXED -> reader.getFixedSize() == writer.getFixedSize() && sameLogicalType(reader, writer);
            case BYTES -> sameLogicalType(reader, writer);
            case UNION -> {
                List<Schema> read = reader.getTypes();
                List<Schema> written = writer.getTypes();
                boolean same = read.size() == written.size();
                for (int i = 0; same && i < read.size(); i++) same = sameForm(read.get(i), written.get(i));
                yield same;
            }
            default -> true;
        };
    }

    private static boolean sameLogicalType(Schema reader, Schema writer) {
        return Objects.equals(reader.getLogicalType(), writer.getLogicalType());
    }

    /** @param from where the record begins; it ends with the array */
    public @Nullable FeatureRow read(byte[] bytes, int from) {
        in.reset(bytes, from);
        FeatureRow row = new FeatureRow(plan.layout(), bytes.length - from);
        try {
            for (int i = 0; i < steps.size(); i++) steps.get(i).read(in, row);
            if (in.remaining() > 0) return null;
        } catch (AvroBytes.OddException e) {
            return null;
        }
        if (kind == Kind.LABEL) {
            row.kind = FeatureRow.Kind.LABEL;
            row.time = Math.max(row.labelledTime, in.knownAt);
        } else {
            row.time = row.labelledTime;
            for (int i = 0; i < conditions.size(); i++) {
                PlanLayout.ConditionReader condition = conditions.get(i);
                condition.decide(in.present(condition.presentField()), row);
            }
        }
        return row;
    }
}
