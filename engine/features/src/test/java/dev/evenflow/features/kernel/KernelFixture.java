package dev.evenflow.features.kernel;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowLayout;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.features.spec.Aggregate;
import dev.evenflow.features.spec.FeatureSetSpec;
import dev.evenflow.features.spec.FeatureSetSpec.EntitySpec;
import dev.evenflow.features.spec.FeatureSetSpec.FeatureSpec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One entity with every aggregate over several windows, and a state that can be taken through its bytes at any point. */
final class KernelFixture implements ProgramBuilder.Inputs {
    final List<FeatureSpec> specs;
    final EntitySpec entity;
    final RowLayout layout;
    final EntityKernel kernel;
    final Map<Long, byte[]> chunks = new HashMap<>();
    EntityState state;
    int puts;
    int gets;
    int removes;

    final ChunkStore store = new ChunkStore() {
        @Override
        public byte @Nullable [] get(long number) {
            gets++;
            return chunks.get(number);
        }

        @Override
        public void put(long number, byte[] chunk) {
            puts++;
            chunks.put(number, chunk);
        }

        @Override
        public void remove(long number) {
            removes++;
            if (chunks.remove(number) == null) throw new IllegalStateException("chunk " + number + " removed twice");
        }
    };

    KernelFixture(List<FeatureSpec> specs, long slackMs) {
        this.specs = specs;
        this.entity = new EntitySpec("customer", "customer_id", FeatureSetSpec.LIFETIME, specs, 1);
        RowLayout.Builder builder = RowLayout.builder();
        builder.add("amount", SlotType.LONG, 2);
        builder.add("merchant", SlotType.TEXT, 0);
        builder.add("latitude", SlotType.LONG, 6);
        builder.add("longitude", SlotType.LONG, 6);
        builder.add("where(online)", SlotType.BOOLEAN, 0);
        builder.add("label(is_fraud)", SlotType.BOOLEAN, 0);
        for (FeatureSpec spec : specs) builder.add(spec.name(), outputType(spec), 0);
        this.layout = builder.build();
        this.kernel = new EntityKernel(ProgramBuilder.build(entity, this, layout, slackMs), layout, 0);
        this.state = kernel.newState();
    }

    /** Every aggregate: short, middle and long windows, delays, conditions, labels, the current event in or out, lifetimes. */
    static List<FeatureSpec> everything() {
        List<FeatureSpec> specs = new ArrayList<>();
        for (long window : new long[] {10, 250, 3_000}) {
            for (long delay : new long[] {0, 40}) {
                for (boolean current : delay == 0 ? new boolean[] {true, false} : new boolean[] {true}) {
                    String suffix = window + "_" + delay + "_" + current;
                    specs.add(spec("count_" + suffix, Aggregate.COUNT, null, window, delay, null, null, current));
                    specs.add(spec("online_" + suffix, Aggregate.COUNT, null, window, delay, "online", null, current));
                    specs.add(spec("amounts_" + suffix, Aggregate.COUNT, "amount", window, delay, null, null, current));
                    specs.add(spec("sum_" + suffix, Aggregate.SUM, "amount", window, delay, null, null, current));
                    specs.add(spec("avg_" + suffix, Aggregate.AVG, "amount", window, delay, "online", null, current));
                    specs.add(spec("stddev_" + suffix, Aggregate.STDDEV, "amount", window, delay, null, null, current));
                    specs.add(spec(
                            "variance_" + suffix, Aggregate.VARIANCE, "amount", window, delay, null, null, current));
                    specs.add(spec("min_" + suffix, Aggregate.MIN, "amount", window, delay, null, null, current));
                    specs.add(spec("max_" + suffix, Aggregate.MAX, "amount", window, delay, "online", null, current));
                    specs.add(spec(
                            "distinct_" + suffix, Aggregate.DISTINCT, "merchant", window, delay, null, null, current));
                    specs.add(spec("last_" + suffix, Aggregate.LAST, "merchant", window, delay, null, null, current));
                    specs.add(spec("risk_" + suffix, Aggregate.RATE, null, window, delay, null, "is_fraud", current));
                    specs.add(spec(
                            "online_risk_" + suffix,
                            Aggregate.RATE,
                            null,
                            window,
                            delay,
                            "online",
                            "is_fraud",
                            current));
                    specs.add(spec(
                            "online_rate_" + suffix, Aggregate.RATE, null, window, delay, "online", null, current));
                    specs.add(
                            spec("frauds_" + suffix, Aggregate.COUNT, null, window, delay, null, "is_fraud", current));
                }
            }
            specs.add(spec("previous_" + window, Aggregate.PREVIOUS, "amount", window, 0, null, null, true));
            specs.add(spec("since_" + window, Aggregate.TIME_SINCE_PREVIOUS, null, window, 0, "online", null, true));
            specs.add(spec("first_" + window, Aggregate.FIRST_SEEN, "merchant", window, 0, null, null, true));
            specs.add(spec("first_any_" + window, Aggregate.FIRST_SEEN, null, window, 0, null, null, true));
            specs.add(spec("distance_" + window, Aggregate.DISTANCE_FROM_PREVIOUS, null, window, 0, null, null, true));
            specs.add(spec("speed_" + window, Aggregate.SPEED_FROM_PREVIOUS, null, window, 0, null, null, true));
        }
        long forever = FeatureSetSpec.LIFETIME;
        specs.add(spec("count_ever", Aggregate.COUNT, null, forever, 0, null, null, true));
        specs.add(spec("sum_ever", Aggregate.SUM, "amount", forever, 0, "online", null, false));
        specs.add(spec("stddev_ever", Aggregate.STDDEV, "amount", forever, 0, null, null, true));
        specs.add(spec("min_ever", Aggregate.MIN, "amount", forever, 0, null, null, true));
        specs.add(spec("max_ever", Aggregate.MAX, "amount", forever, 0, null, null, false));
        specs.add(spec("first_ever", Aggregate.FIRST_SEEN, null, forever, 0, null, null, true));
        return specs;
    }

    static FeatureSpec spec(
            String name,
            Aggregate aggregate,
            @Nullable String field,
            long window,
            long delay,
            @Nullable String where,
            @Nullable String label,
            boolean current) {
        int scale = "amount".equals(field) ? 2 : 0;
        Double empty = aggregate == Aggregate.RATE && delay > 0 ? (Double) 0.0 : null;
        return new FeatureSpec(name, "", aggregate, field, scale, window, delay, where, label, current, 4, empty, 1);
    }

    static SlotType outputType(FeatureSpec spec) {
        return switch (spec.aggregate()) {
            case COUNT, DISTINCT, FIRST_SEEN, TIME_SINCE_PREVIOUS -> SlotType.LONG;
            case LAST, PREVIOUS -> "merchant".equals(spec.field()) ? SlotType.TEXT : SlotType.DOUBLE;
            default -> SlotType.DOUBLE;
        };
    }

    FeatureRow row(BruteForce.Event event) {
        FeatureRow row = new FeatureRow(layout);
        row.time = event.time();
        row.labelledTime = event.time();
        row.setId(event.id());
        if (event.amount() != null) row.setLong(layout.slot("amount"), event.amount());
        row.setText(layout.slot("merchant"), event.merchant());
        if (event.latitude() != null) row.setLong(layout.slot("latitude"), event.latitude());
        if (event.longitude() != null) row.setLong(layout.slot("longitude"), event.longitude());
        row.setBoolean(layout.slot("where(online)"), event.online());
        return row;
    }

    FeatureRow label(BruteForce.Label label, BruteForce.Event event) {
        FeatureRow row = new FeatureRow(layout);
        row.kind = FeatureRow.Kind.LABEL;
        row.time = label.knownAt();
        row.labelledTime = event.time();
        row.setId(event.id());
        row.setBoolean(layout.slot("label(is_fraud)"), label.fraud());
        return row;
    }

    /** The features of a row by name. */
    Map<String, @Nullable Object> features(FeatureRow row) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (FeatureSpec spec : specs) {
            Slot slot = layout.slot(spec.name());
            Object value = row.isNull(slot)
                    ? null
                    : switch (slot.type()) {
                        case LONG -> (Object) row.getLong(slot);
                        case TEXT -> row.getText(slot);
                        default -> row.getDouble(slot);
                    };
            values.put(spec.name(), value);
        }
        return values;
    }

    Map<String, @Nullable Object> expected(
            BruteForce.Event event, List<BruteForce.Event> events, List<BruteForce.Label> labels) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (FeatureSpec spec : specs) values.put(spec.name(), BruteForce.value(spec, event, events, labels));
        return values;
    }

    /** Writes the state and reads it back, as a restore does. */
    void restore() {
        try {
            byte[] bytes = stateBytes();
            state = kernel.codec().read(new DataInputStream(new ByteArrayInputStream(bytes)));
            byte[] again = stateBytes();
            if (!java.util.Arrays.equals(bytes, again)) throw new AssertionError("a restored state has other bytes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    byte[] stateBytes() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        kernel.codec().write(state, new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    @Override
    public @Nullable Slot predicate(FeatureSpec feature) {
        return feature.where() == null ? null : layout.slot("where(online)");
    }

    @Override
    public Slot number(String field, int scale) {
        return layout.slot(field);
    }

    @Override
    public Slot text(String field) {
        return layout.slot(field);
    }

    @Override
    public boolean isText(String field) {
        return field.equals("merchant");
    }

    @Override
    public boolean isNumeric(String field) {
        return field.equals("amount");
    }

    @Override
    public Slot label(String flag) {
        return layout.slot("label(" + flag + ")");
    }

    @Override
    public Slot output(FeatureSpec feature) {
        return layout.slot(feature.name());
    }
}
