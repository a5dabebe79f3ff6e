package dev.evenflow.quality.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.evenflow.payments.Transaction;
import dev.evenflow.quality.contract.Contract;
import dev.evenflow.quality.contract.ContractException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.util.Utf8;
import org.junit.jupiter.api.Test;

/** The hot path: a transaction that breaks nothing costs no garbage. */
class RowChecksAllocationTest {
    private static GenericData.Record transaction() {
        Schema schema = Transaction.getClassSchema();
        GenericData.Record record = new GenericData.Record(schema);
        record.put("transaction_id", new Utf8("t-4711"));
        record.put("event_time", 1_790_000_000_000L);
        record.put("customer_id", new Utf8("c-1"));
        record.put("merchant_category_code", new Utf8("5411"));
        record.put("merchant_country", new Utf8("FR"));
        record.put("card_country", new Utf8("DE"));
        record.put(
                "amount",
                ByteBuffer.wrap(new BigDecimal("12.3400").unscaledValue().toByteArray()));
        record.put("currency", new Utf8("EUR"));
        record.put(
                "channel", new GenericData.EnumSymbol(schema.getField("channel").schema(), "CHIP"));
        record.put(
                "authorization",
                new GenericData.EnumSymbol(schema.getField("authorization").schema(), "APPROVED"));
        record.put("latitude", 48.85);
        record.put("longitude", 2.35);
        return record;
    }

    @Test
    void aRecordThatBreaksNothingCostsNoGarbage() throws IOException, ContractException {
        Path file = Path.of("../../schemas/src/main/avro/dev/evenflow/payments/transactions.odcs.yaml");
        String text = Files.readString(file)
                .replace(
                        "physicalType: \"bytes (decimal 18,4)\"\n        required: true",
                        "physicalType: \"bytes (decimal 18,4)\"\n        logicalTypeOptions: {exclusiveMinimum: 0, maximum: 99999.99}\n        required: true");
        // an expression may cost garbage
        Contract contract = Contract.parse(
                "transactions.odcs.yaml",
                text.replaceAll("(?m)^ *- name: amounts-have-currencies\\R(?: {8}.*\\R)+", ""));
        assertThat(contract.rule("amounts-have-currencies")).isNull();
        assertThat(contract.rule("amount.range")).isNotNull();
        RowChecks checks = RowChecks.compile(contract, Transaction.getClassSchema());
        GenericData.Record record = transaction();
        RuleTally tally = new RuleTally();
        Violations violations = new Violations();
        for (int i = 0; i < 20_000; i++) checks.check(record, 0, i, tally, violations);
        assertThat(violations.all()).isEmpty();

        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long least = Long.MAX_VALUE;
        // what the compiler has not seen often enough yet may still allocate in the first rounds
        for (int round = 0; round < 5 && least > 0; round++) {
            long before = threads.getThreadAllocatedBytes(thread);
            for (int i = 0; i < 100_000; i++) checks.check(record, 0, i, tally, violations);
            least = Math.min(least, (threads.getThreadAllocatedBytes(thread) - before) / 100_000);
        }

        assertThat(least).as("bytes a record").isZero();
        assertThat(tally.evaluated("amount.range")).isGreaterThanOrEqualTo(120_000);
    }
}
