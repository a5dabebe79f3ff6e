package dev.evenflow.platform.fault;

import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.Delivery;
import dev.evenflow.platform.history.HistoryEvent;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.avro.Schema;

/** Something that is wrong with the transactions that a producer sends. Stateless; the same delivery, the same harm. */
public sealed interface Fault {
    String FORMS = "stop, freeze:partition=N, volume:*N, null:FIELD, shift:FIELD*FACTOR or schema";

    /** What is sent instead. */
    List<Delivery> apply(Delivery delivery, int partition);

    /** As a person writes it. */
    String text();

    /** Nothing is sent, of any topic. */
    record Stop() implements Fault {
        @Override
        public List<Delivery> apply(Delivery delivery, int partition) {
            return List.of();
        }

        @Override
        public String text() {
            return "stop";
        }
    }

    /** Nothing is sent to one partition. */
    record Freeze(int frozen) implements Fault {
        @Override
        public List<Delivery> apply(Delivery delivery, int partition) {
            return partition == frozen && isTransaction(delivery) ? List.of() : List.of(delivery);
        }

        @Override
        public String text() {
            return "freeze:partition=" + frozen;
        }
    }

    /** Each transaction comes with others like it, which have ids of their own: more of them, but no duplicates. */
    record Volume(int factor) implements Fault {
        @Override
        public List<Delivery> apply(Delivery delivery, int partition) {
            if (!isTransaction(delivery)) {
                return List.of(delivery);
            }
            List<Delivery> all = new ArrayList<>(List.of(delivery));
            for (int i = 1; i < factor; i++) {
                Transaction copy = copy(delivery);
                copy.setTransactionId(copy.getTransactionId() + "-" + i);
                all.add(new Delivery(HistoryEvent.of(copy), delivery.form()));
            }
            return all;
        }

        @Override
        public String text() {
            return "volume:*" + factor;
        }
    }

    /** A field that may be null is. */
    record Null(String field) implements Fault {
        @Override
        public List<Delivery> apply(Delivery delivery, int partition) {
            if (!isTransaction(delivery)) {
                return List.of(delivery);
            }
            Transaction copy = copy(delivery);
            copy.put(copy.getSchema().getField(field).pos(), null);
            return List.of(new Delivery(HistoryEvent.of(copy), delivery.form()));
        }

        @Override
        public String text() {
            return "null:" + field;
        }
    }

    /** A number is another one, as when somebody mistakes its unit. */
    record Shift(String field, BigDecimal factor) implements Fault {
        @Override
        public List<Delivery> apply(Delivery delivery, int partition) {
            if (!isTransaction(delivery)) {
                return List.of(delivery);
            }
            Transaction copy = copy(delivery);
            int position = copy.getSchema().getField(field).pos();
            Object value = copy.get(position);
            if (value instanceof BigDecimal decimal) {
                copy.put(position, decimal.multiply(factor).setScale(decimal.scale(), RoundingMode.HALF_EVEN));
            } else if (value instanceof Double number) {
                copy.put(position, number * factor.doubleValue());
            }
            return List.of(new Delivery(HistoryEvent.of(copy), delivery.form()));
        }

        @Override
        public String text() {
            return "shift:" + field + "*" + factor.toPlainString();
        }
    }

    /** One customer in four pays through a producer with a schema of its own. */
    record ForeignSchema() implements Fault {
        @Override
        public List<Delivery> apply(Delivery delivery, int partition) {
            return isTransaction(delivery)
                            && Math.floorMod(delivery.event().key().hashCode(), 4) == 0
                    ? List.of(new Delivery(delivery.event(), Delivery.Form.FOREIGN_SCHEMA))
                    : List.of(delivery);
        }

        @Override
        public String text() {
            return "schema";
        }
    }

    private static boolean isTransaction(Delivery delivery) {
        return delivery.event().flow() == HistoryEvent.Flow.TRANSACTIONS
                && !delivery.form().isGarbage();
    }

    private static Transaction copy(Delivery delivery) {
        return Transaction.newBuilder((Transaction) delivery.event().value()).build();
    }

    /** From {@link #FORMS}. */
    static Fault parse(String text) {
        Matcher form = Pattern.compile("(\\w+)(?::(.*))?").matcher(text);
        if (!form.matches()) {
            throw refused(text);
        }
        String what = form.group(2) == null ? "" : form.group(2);
        return switch (form.group(1)) {
            case "stop" -> new Stop();
            case "schema" -> new ForeignSchema();
            case "freeze" -> new Freeze(Integer.parseInt(part(text, what, "partition=(\\d{1,6})", 1)));
            case "volume" -> new Volume(Integer.parseInt(part(text, what, "\\*([2-9]|[1-9]\\d)", 1)));
            case "null" -> nullOf(what);
            case "shift" ->
                shiftOf(
                        part(text, what, "(\\w+)\\*(-?\\d+(\\.\\d+)?)", 1),
                        new BigDecimal(part(text, what, "(\\w+)\\*(-?\\d+(\\.\\d+)?)", 2)));
            default -> throw refused(text);
        };
    }

    private static String part(String text, String what, String pattern, int group) {
        Matcher matcher = Pattern.compile(pattern).matcher(what);
        if (!matcher.matches()) {
            throw refused(text);
        }
        return matcher.group(group);
    }

    private static Fault nullOf(String field) {
        List<String> possible = Transaction.getClassSchema().getFields().stream()
                .filter(each -> each.schema().isNullable())
                .map(Schema.Field::name)
                .toList();
        if (!possible.contains(field)) {
            throw new PlatformException(
                    "fault null:" + field + ": expected one of the fields that may be null, " + possible);
        }
        return new Null(field);
    }

    private static Fault shiftOf(String field, BigDecimal factor) {
        List<String> possible = List.of("amount", "original_amount", "latitude", "longitude");
        if (!possible.contains(field)) {
            throw new PlatformException(
                    "fault shift:" + field + ": expected one of the fields with numbers, " + possible);
        }
        return new Shift(field, factor);
    }

    private static PlatformException refused(String text) {
        return new PlatformException("fault '" + text + "' is unknown, expected " + FORMS);
    }
}
