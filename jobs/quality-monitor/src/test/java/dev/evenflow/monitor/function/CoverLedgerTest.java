package dev.evenflow.monitor.function;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.monitor.codec.DatasetNews;
import dev.evenflow.monitor.codec.LedgerNews;
import dev.evenflow.quality.check.CheckResult;
import dev.evenflow.quality.check.Outcome;
import dev.evenflow.quality.contract.Rule;
import dev.evenflow.quality.reconcile.LedgerChecks;
import dev.evenflow.quality.reconcile.LedgerTally;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CoverLedgerTest {
    private static final Rule RULE =
            Objects.requireNonNull(CrossTopicRules.contracts().get(0).rule("covered"));

    private static KeyedOneInputStreamOperatorTestHarness<String, LedgerNews, DatasetNews> harness() throws Exception {
        return new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new CoverLedger(CrossTopicRules.contracts())), LedgerNews.KEY, Types.STRING);
    }

    private static LedgerNews entry(long from, long to) {
        return new LedgerNews("vectors", "covered", true, "payments", 0, from, to, 0);
    }

    private static LedgerNews reached(long to, long atMs) {
        return new LedgerNews("vectors", "covered", false, "payments", 0, -1, to, atMs);
    }

    private static LedgerTally last(List<DatasetNews> news) {
        return LedgerTally.fromBytes(news.get(news.size() - 1).body());
    }

    @Test
    void whatTheLedgerOwesIsToldAfterItsTimeAndOverARestore() throws Exception {
        OperatorSubtaskState snapshot;
        try (var harness = harness()) {
            harness.open();
            harness.processElement(reached(100, 0), 0);
            harness.processElement(reached(150, 1_000), 0);
            harness.processElement(entry(100, 120), 0);
            harness.setProcessingTime(10_000);
            CheckResult early = LedgerChecks.judge(RULE, last(harness.extractOutputValues()), false);
            assertThat(early.outcome()).isEqualTo(Outcome.UNKNOWN);
            snapshot = harness.snapshot(1, 1);
        }
        try (var harness = harness()) {
            harness.initializeState(snapshot);
            harness.open();
            harness.setProcessingTime(12_000);
            CheckResult late = LedgerChecks.judge(RULE, last(harness.extractOutputValues()), false);
            assertThat(late.outcome()).isEqualTo(Outcome.FAIL);
            assertThat(late.value()).isEqualTo(30);
            assertThat(late.detail())
                    .isEqualTo("Of 50 offsets older than 10 s, 30 are not accounted for: "
                            + "payments partition 0 offsets 120 to 149 are not in the ledger yet.");
            harness.processElement(entry(120, 150), 0);
            harness.setProcessingTime(14_000);
            CheckResult settled = LedgerChecks.judge(RULE, last(harness.extractOutputValues()), false);
            assertThat(settled.outcome()).isEqualTo(Outcome.PASS);
            assertThat(harness.extractOutputValues()).hasSize(2);
        }
    }

    @Test
    void nobodyLookedIsUnknown() {
        assertThat(LedgerChecks.judge(RULE, null, false).outcome()).isEqualTo(Outcome.UNKNOWN);
    }
}
