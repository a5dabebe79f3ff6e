package dev.evenflow.platform.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.Delivery;
import dev.evenflow.platform.history.HistoryEvent;
import dev.evenflow.platform.history.Tampering;
import dev.evenflow.platform.simulator.PaymentSimulator;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** What each fault does to what is sent. */
class FaultTest {
    private static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    /** An hour of them. */
    private static List<Delivery> deliveries() {
        PaymentSimulator simulator =
                new PaymentSimulator(new PaymentSimulator.Settings(3, START, 200, 0.5, 0.01, Duration.ZERO, true));
        List<Delivery> deliveries = new ArrayList<>();
        while (simulator.transactions() < 1_800) {
            HistoryEvent event = simulator.next();
            if (event.flow() == HistoryEvent.Flow.TRANSACTIONS) {
                deliveries.add(new Delivery(event, Delivery.Form.ORIGINAL));
            }
        }
        return deliveries;
    }

    private static List<Delivery> after(String fault) {
        List<Delivery> sent = new ArrayList<>();
        Fault harm = Fault.parse(fault);
        deliveries().forEach(each -> sent.addAll(harm.apply(each, partition(each))));
        return sent;
    }

    private static int partition(Delivery delivery) {
        return Math.floorMod(delivery.event().key().hashCode(), 4);
    }

    private static Transaction transaction(Delivery delivery) {
        return (Transaction) delivery.event().value();
    }

    @Test
    void stopSendsNothing() {
        assertThat(after("stop")).isEmpty();
    }

    @Test
    void freezeSparesTheOtherPartitions() {
        assertThat(after("freeze:partition=2"))
                .containsExactlyElementsOf(deliveries().stream()
                        .filter(each -> partition(each) != 2)
                        .toList());
    }

    @Test
    void moreVolumeHasNoDuplicates() {
        List<Delivery> sent = after("volume:*2");
        Set<String> ids = new HashSet<>();
        sent.forEach(each -> ids.add(transaction(each).getTransactionId()));
        assertThat(sent).hasSize(3_600);
        assertThat(ids).hasSize(3_600);
    }

    @Test
    void aNulledFieldIsNullInACopy() {
        List<Delivery> before = deliveries();
        Fault fault = Fault.parse("null:merchant_country");
        for (Delivery each : before) {
            Delivery sent = fault.apply(each, 0).get(0);
            assertThat(transaction(sent).getMerchantCountry()).isNull();
            assertThat(transaction(each).getMerchantCountry()).isNotNull();
            assertThat(transaction(sent).getMerchantId())
                    .isEqualTo(transaction(each).getMerchantId());
        }
    }

    @Test
    void aShiftMultipliesExactly() {
        List<Delivery> before = deliveries();
        List<Delivery> sent = after("shift:amount*3");
        for (int i = 0; i < before.size(); i++) {
            assertThat(transaction(sent.get(i)).getAmount())
                    .isEqualTo(transaction(before.get(i)).getAmount().multiply(BigDecimal.valueOf(3)));
        }
    }

    @Test
    void aQuarterComesWithAnotherSchema() {
        assertThat(after("schema").stream().filter(each -> each.form() == Delivery.Form.FOREIGN_SCHEMA))
                .hasSizeBetween(300, 600);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"stop", "freeze:partition=2", "volume:*2", "null:merchant_country", "shift:amount*0.5", "schema"
            })
    void isWrittenAsItIsRead(String text) {
        assertThat(Fault.parse(text).text()).isEqualTo(text);
    }

    @Test
    void saysWhatIsWrongWithAFault() {
        assertThatThrownBy(() -> Fault.parse("explode"))
                .isInstanceOf(PlatformException.class)
                .hasMessage("fault 'explode' is unknown, expected " + Fault.FORMS);
        assertThatThrownBy(() -> Fault.parse("null:amount"))
                .hasMessageContaining("fault null:amount: expected one of the fields that may be null, [card_id");
        assertThatThrownBy(() -> Fault.parse("shift:currency*2"))
                .hasMessageContaining("expected one of the fields with numbers");
        assertThatThrownBy(() -> new TimedFault.Text().convert("stop,until=1s"))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("expected start=DURATION or length=DURATION");
    }

    @Test
    void aTimedFaultHasABeginningAndAnEnd() {
        TimedFault timed = new TimedFault.Text().convert("stop,start=10m,length=20m");
        Tampering tampering = TimedFault.tampering(List.of(timed), START.toEpochMilli());
        long from = START.plus(Duration.ofMinutes(10)).toEpochMilli();
        long to = START.plus(Duration.ofMinutes(30)).toEpochMilli();
        for (Delivery each : deliveries()) {
            long at = each.event().timeMillis();
            assertThat(tampering.of(each, 0).isEmpty()).as("%d", at).isEqualTo(at >= from && at < to);
        }
        assertThat(Objects.requireNonNull(timed.length())).isEqualTo(Duration.ofMinutes(20));
    }
}
