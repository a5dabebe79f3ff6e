package dev.evenflow.platform.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.features.kernel.AttributeHistory;
import dev.evenflow.features.plan.ChangelogPlan;
import dev.evenflow.features.plan.FeaturePlan;
import dev.evenflow.features.plan.InvalidEventException;
import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.features.row.RowOrder;
import dev.evenflow.features.row.Slot;
import dev.evenflow.features.row.SlotType;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.topic.FeatureSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class ChangeSimulatorTest {
    private static final FeaturePlan PLAN =
            FeatureSet.load("../examples/customer-360/customer-profile.yaml").plan();
    private static final Instant START = Instant.parse("2024-01-01T08:00:00Z");
    private static final Duration SPAN = Duration.ofDays(30);

    private static ChangeSimulator simulator(String table, long seed, Duration disorder, double duplicates) {
        return new ChangeSimulator(
                PLAN.changelog(table), new ChangeSimulator.Settings(seed, START, SPAN, 300, 4, disorder, duplicates));
    }

    @Test
    void aSeedGivesTheSameChangesAndAnotherSeedOthers() {
        for (ChangelogPlan table : PLAN.changelogs()) {
            List<ChangeSimulator.Change> changes =
                    simulator(table.name(), 1, Duration.ofHours(1), 0.1).changes();
            assertThat(simulator(table.name(), 1, Duration.ofHours(1), 0.1).changes())
                    .isEqualTo(changes);
            assertThat(simulator(table.name(), 2, Duration.ofHours(1), 0.1).changes())
                    .isNotEqualTo(changes);
        }
    }

    @Test
    void everyOperationOccursAndADeleteHasItsTombstone() {
        ChangeSimulator simulator = simulator("customers", 1, Duration.ZERO, 0);
        List<ChangeSimulator.Change> changes = simulator.changes();
        assertThat(simulator.operations()).containsOnlyKeys("c", "u", "d", "r");
        assertThat(changes.stream().filter(change -> change.envelope() == null))
                .hasSize(Objects.requireNonNull(simulator.operations().get("d")).intValue());
        for (int i = 0; i < changes.size(); i++) {
            GenericRecord envelope = changes.get(i).envelope();
            if (envelope == null || !envelope.get("op").equals("d")) continue;
            assertThat(changes.get(i + 1))
                    .isEqualTo(new ChangeSimulator.Change(changes.get(i).key(), null));
        }
    }

    /** What the features make of it at the end is the table's last state. */
    @Test
    void deliveredInAnyOrderTheChangesComeToTheSameTable() throws InvalidEventException {
        for (ChangelogPlan table : PLAN.changelogs()) {
            Map<String, List<String>> inOrder = end(table, Duration.ZERO, 0);
            assertThat(inOrder).hasSizeGreaterThan(250);
            assertThat(end(table, Duration.ofDays(20), 0.2)).isEqualTo(inOrder);
        }
    }

    private static Map<String, List<String>> end(ChangelogPlan table, Duration disorder, double duplicates)
            throws InvalidEventException {
        Map<String, AttributeHistory> histories = new HashMap<>();
        for (ChangeSimulator.Change change :
                simulator(table.name(), 1, disorder, duplicates).changes()) {
            GenericRecord envelope = change.envelope();
            if (envelope == null) continue;
            histories
                    .computeIfAbsent(change.key(), key -> new AttributeHistory(table, RowOrder.of(PLAN.layout()), null))
                    .add(table.read(envelope));
        }
        Map<String, List<String>> end = new HashMap<>();
        histories.forEach((key, history) -> {
            FeatureRow row = new FeatureRow(PLAN.layout());
            row.setId(key);
            row.time = START.plus(SPAN).toEpochMilli();
            history.apply(row);
            List<String> attributes = new ArrayList<>();
            for (Slot slot : table.attributes())
                attributes.add(
                        row.isNull(slot)
                                ? "null"
                                : slot.type() == SlotType.TEXT ? row.getText(slot) : "" + row.getLong(slot));
            end.put(key, attributes);
        });
        return end;
    }

    @Test
    void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> new ChangeSimulator.Settings(1, START, Duration.ZERO, 300, 4, Duration.ZERO, 0))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("--span");
        assertThatThrownBy(() -> new ChangeSimulator.Settings(1, START, SPAN, 300, 4, Duration.ZERO, 2))
                .isInstanceOf(PlatformException.class)
                .hasMessageContaining("--duplicates");
    }
}
