package dev.evenflow.platform.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenflow.payments.Authorization;
import dev.evenflow.payments.Channel;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.history.Deliveries.Mischief;
import dev.evenflow.platform.history.Delivery.Form;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class DeliveriesTest {

    @Property(tries = 300)
    void nothingIsLaterThanTheDisorderAndNothingIsLost(
            @ForAll @Size(max = 200) List<@IntRange(max = 30_000) Integer> gaps,
            @ForAll @LongRange(max = 60_000) long disorder,
            @ForAll long seed) {
        List<HistoryEvent> events = events(gaps);

        List<Delivery> deliveries = deliver(events, new Mischief(Duration.ofMillis(disorder), 0.2, 0.2, seed));

        long latest = Long.MIN_VALUE;
        Map<String, Integer> originals = new HashMap<>();
        for (Delivery delivery : deliveries) {
            assertThat(latest).isLessThanOrEqualTo(delivery.event().timeMillis() + disorder);
            latest = Math.max(latest, delivery.event().timeMillis());
            if (delivery.form() == Form.ORIGINAL) {
                originals.merge(id(delivery), 1, Integer::sum);
            }
        }
        assertThat(originals).hasSize(events.size()).allSatisfy((id, count) -> assertThat(count)
                .isEqualTo(1));
    }

    @Test
    void withoutMischiefTheOrderIsThatOfTime() {
        List<HistoryEvent> events = events(List.of(5, 0, 3, 0, 9));

        assertThat(deliver(events, Mischief.none())).extracting(Delivery::event).isEqualTo(events);
    }

    @Test
    void disorderIsRealAndASeedRepeatsIt() {
        List<HistoryEvent> events = events(Collections.nCopies(1_000, 1_000));
        Mischief mischief = new Mischief(Duration.ofMinutes(10), 0.01, 0.06, 42);

        List<Delivery> deliveries = deliver(events, mischief);

        assertThat(deliver(events, mischief)).isEqualTo(deliveries);
        assertThat(deliver(events, new Mischief(Duration.ofMinutes(10), 0.01, 0.06, 43)))
                .isNotEqualTo(deliveries);
        long latest = Long.MIN_VALUE;
        int early = 0;
        for (Delivery delivery : deliveries) {
            early += delivery.event().timeMillis() < latest ? 1 : 0;
            latest = Math.max(latest, delivery.event().timeMillis());
        }
        assertThat(early).isGreaterThan(900);
        assertThat(deliveries)
                .extracting(Delivery::form)
                .containsAll(EnumSet.complementOf(EnumSet.of(Form.FOREIGN_SCHEMA)));
    }

    @Test
    void garbageIsOfItsKind() {
        WireFormat format =
                new WireFormat(Map.of(HistoryEvent.Flow.TRANSACTIONS, 7, HistoryEvent.Flow.LABELS, 8), () -> 9, 1);
        HistoryEvent event = events(List.of(1)).get(0);
        byte[] good = format.encode(new Delivery(event, Form.ORIGINAL));

        assertThat(good).startsWith(0, 0, 0, 0, 7);
        assertThat(format.encode(new Delivery(event, Form.DUPLICATE))).isEqualTo(good);
        assertThat(format.encode(new Delivery(event, Form.TRUNCATED)).length).isBetween(1, good.length - 1);
        assertThat(format.encode(new Delivery(event, Form.WRONG_MAGIC_BYTE))[0]).isNotZero();
        assertThat(format.encode(new Delivery(event, Form.UNKNOWN_SCHEMA_ID))).startsWith(0, 0x7f);
        assertThat(format.encode(new Delivery(event, Form.WRONG_TYPE))).startsWith(0, 0, 0, 0, 8);
        assertThat(format.encode(new Delivery(event, Form.BLOB))).hasSize(1_000_000);
        assertThat(format.encode(new Delivery(event, Form.BLOB))).startsWith(0, 0, 0, 0, 7);
        assertThat(format.encode(new Delivery(event, Form.NULL_VALUE))).isNull();
        assertThat(format.encode(new Delivery(event, Form.FOREIGN_SCHEMA))).startsWith(0, 0, 0, 0, 9);
    }

    private static List<Delivery> deliver(List<HistoryEvent> events, Mischief mischief) {
        List<Delivery> deliveries = new ArrayList<>();
        new Deliveries(events.iterator(), mischief).forEachRemaining(deliveries::add);
        return deliveries;
    }

    private static String id(Delivery delivery) {
        return ((Transaction) delivery.event().value()).getTransactionId();
    }

    private static List<HistoryEvent> events(List<Integer> gaps) {
        List<HistoryEvent> events = new ArrayList<>();
        long time = 1_700_000_000_000L;
        for (int gap : gaps) {
            time += gap;
            Transaction transaction = new Transaction();
            transaction.setTransactionId("t" + events.size());
            transaction.setEventTime(Instant.ofEpochMilli(time));
            transaction.setCustomerId("c" + events.size() % 3);
            transaction.setAmount(new BigDecimal("1.0000"));
            transaction.setCurrency("EUR");
            transaction.setChannel(Channel.UNKNOWN);
            transaction.setAuthorization(Authorization.UNKNOWN);
            events.add(HistoryEvent.of(transaction));
        }
        return events;
    }
}
