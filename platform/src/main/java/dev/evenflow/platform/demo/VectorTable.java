package dev.evenflow.platform.demo;

import dev.evenflow.features.plan.EntityPlan;
import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.row.Slot;
import dev.evenflow.platform.demo.VectorPairs.Pair;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Some features of some transactions as a table: as served on arrival and as settled, side by side. */
final class VectorTable {
    private static final int PER_ENTITY = 4;
    private static final int OTHERS = 5;

    private final List<Pair> pairs;
    private final List<String> features;

    VectorTable(FeaturePlan plan, List<Pair> pairs) {
        this.pairs = List.copyOf(pairs);
        this.features = chosen(plan, pairs);
    }

    void print(PrintStream out) {
        out.printf("  %-34s", "transaction");
        pairs.forEach(pair -> out.printf("  %-35s", pair.id()));
        out.printf("%n  %-34s", "event time");
        pairs.forEach(pair -> out.printf("  %-35s", time(pair.settledValue("event_time"))));
        out.printf("%n  %-34s", "");
        pairs.forEach(pair -> out.printf("  %17s %17s", "served", "settled"));
        out.println();
        for (String feature : features) {
            out.printf("  %-34s", feature);
            for (Pair pair : pairs) {
                String served = text(pair.servedValue(feature));
                String settled = text(pair.settledValue(feature));
                out.printf("  %17s %17s", served, settled + (Objects.equals(served, settled) ? "" : " *"));
            }
            out.println();
        }
    }

    /** A few of each entity and of the rest: those that say something about these transactions. */
    private static List<String> chosen(FeaturePlan plan, List<Pair> pairs) {
        List<String> chosen = new ArrayList<>();
        List<Slot> others = new ArrayList<>(plan.featureSlots());
        for (EntityPlan entity : plan.entities()) {
            chosen.addAll(telling(entity.featureSlots(), pairs, PER_ENTITY));
            others.removeAll(entity.featureSlots());
        }
        chosen.addAll(telling(others, pairs, OTHERS));
        return chosen;
    }

    private static List<String> telling(List<Slot> slots, List<Pair> pairs, int most) {
        List<String> names = slots.stream().map(Slot::name).toList();
        List<String> chosen = new ArrayList<>(names.stream()
                .filter(name -> pairs.stream()
                        .anyMatch(pair -> !text(pair.servedValue(name)).equals(text(pair.settledValue(name)))))
                .limit(most / 2)
                .toList());
        names.stream()
                .filter(name -> !chosen.contains(name))
                .filter(name -> pairs.stream().anyMatch(pair -> says(pair.settledValue(name))))
                .limit(most - chosen.size())
                .forEach(chosen::add);
        return names.stream().filter(chosen::contains).toList();
    }

    private static boolean says(@Nullable Object value) {
        return value != null && !(value instanceof Number number && number.doubleValue() == 0);
    }

    private static String time(@Nullable Object value) {
        return value instanceof Long millis ? Instant.ofEpochMilli(millis).toString() : text(value);
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "-";
        }
        if (value instanceof Double || value instanceof Float) {
            return String.format(Locale.ROOT, "%,.4f", ((Number) value).doubleValue());
        }
        String text = value.toString();
        return text.length() > 15 ? text.substring(0, 14) + "…" : text;
    }
}
