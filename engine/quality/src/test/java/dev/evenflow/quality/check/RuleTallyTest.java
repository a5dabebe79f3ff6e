package dev.evenflow.quality.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;

class RuleTallyTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse(
                    "{\"type\": \"record\", \"name\": \"R\", \"fields\": [{\"name\": \"a\", \"type\": \"int\"}, {\"name\": \"t\", \"type\": \"long\"}]}");

    private static Contract contract(String extra) {
        try {
            return Contract.parse(
                    "r.yaml",
                    """
                    apiVersion: v3.1.0
                    kind: DataContract
                    version: 1.0.0
                    schema:
                      - name: R
                        properties:
                          - {name: a, logicalType: integer, logicalTypeOptions: {maximum: 5}}
                          - {name: t, logicalType: timestamp}
                        quality:
                          - {type: custom, engine: evenflow, implementation: {rule: labelDelay, eventTime: t, knownAt: a, mustBeLessThan: 1h}}
                    """
                            + extra);
        } catch (ContractException e) {
            throw new AssertionError(e);
        }
    }

    private static final Contract OLD = contract("");
    private static final Contract NEW =
            contract("      - {type: custom, engine: evenflow, implementation: {rule: expression, cel: a != 3}}\n");

    private static void check(RowChecks checks, RuleTally tally, int offset, int a) {
        GenericData.Record record = new GenericData.Record(SCHEMA);
        record.put("a", a);
        record.put("t", 0L);
        checks.check(record, offset % 3, offset, tally, new Violations());
    }

    /** However records are spread over parts, and in whatever order the parts are merged. */
    @Property(tries = 300)
    void mergedPartsAreTheWhole(
            @ForAll @Size(max = 60) List<@IntRange(max = 9) Integer> values,
            @ForAll @IntRange(min = 1, max = 5) int parts,
            @ForAll long seed) {
        RowChecks old = RowChecks.compile(OLD, SCHEMA);
        RowChecks now = RowChecks.compile(NEW, SCHEMA);
        RuleTally whole = new RuleTally();
        List<RuleTally> pieces = new ArrayList<>();
        for (int i = 0; i < parts; i++) pieces.add(new RuleTally());
        for (int i = 0; i < values.size(); i++) {
            RowChecks checks = i % 7 < 3 ? old : now;
            check(checks, whole, i, values.get(i));
            check(checks, pieces.get(i % parts), i, values.get(i));
        }
        Collections.shuffle(pieces, new Random(seed));
        RuleTally merged = new RuleTally();
        for (RuleTally piece : pieces) merged.merge(RuleTally.fromBytes(piece.toBytes()));

        for (String rule : now.ids()) {
            assertThat(merged.evaluated(rule)).isEqualTo(whole.evaluated(rule));
            assertThat(merged.failed(rule)).isEqualTo(whole.failed(rule));
            assertThat(merged.samples(rule)).isEqualTo(whole.samples(rule));
        }
        assertThat(merged.failed("a.range"))
                .isEqualTo(values.stream().filter(a -> a > 5).count());
        assertThat(merged.evaluated("a.range")).isEqualTo(values.size());
        assertThat(merged.measurements("labelDelay")).isEqualTo(values.size());
    }

    @Test
    void countingGoesOnAfterAMergeAndAfterBytes() {
        RowChecks checks = RowChecks.compile(OLD, SCHEMA);
        RuleTally tally = new RuleTally();
        check(checks, tally, 0, 6);
        RuleTally restored = RuleTally.fromBytes(tally.toBytes());
        check(checks, restored, 1, 7);
        restored.merge(tally);
        check(checks, restored, 2, 1);

        assertThat(restored.evaluated("a.range")).isEqualTo(4);
        assertThat(restored.failed("a.range")).isEqualTo(3);
        assertThat(restored.quantile("labelDelay", 1)).isCloseTo(0.007, within(1e-9));
    }

    /** Bytes of version 1 stay readable: they lie in savepoints. */
    @Test
    void bytesOfVersionOneAreReadForEver() {
        String golden = "0100000001" + "000161" + "0000000000000002" + "0000000000000001" + "01" + "00000003"
                + "0000000000000007" + "000178" + "00000000";

        RuleTally tally = RuleTally.fromBytes(HexFormat.of().parseHex(golden));

        assertThat(tally.evaluated("a")).isEqualTo(2);
        assertThat(tally.failed("a")).isEqualTo(1);
        assertThat(tally.samples("a")).containsExactly(new RuleTally.Sample(3, 7, "x"));
        assertThat(HexFormat.of().formatHex(tally.toBytes())).isEqualTo(golden);
    }

    @Test
    void bytesOfAnotherVersionAreRefused() {
        assertThatThrownBy(() -> RuleTally.fromBytes(new byte[] {9, 0, 0, 0, 0}))
                .hasMessage("the tally of rules has version 9, expected 1");
        assertThatThrownBy(() -> RuleTally.fromBytes(new byte[] {1, 0}))
                .hasMessage("the tally of rules is cut short: 2 bytes");
    }
}
