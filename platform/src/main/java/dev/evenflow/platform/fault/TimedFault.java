package dev.evenflow.platform.fault;

import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.history.Delivery;
import dev.evenflow.platform.history.DurationText;
import dev.evenflow.platform.history.Tampering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A fault from a time on, for a time; both in event time since the beginning of a run.
 *
 * @param length null for as long as it runs
 */
public record TimedFault(Fault fault, Duration start, @Nullable Duration length) {

    boolean isActive(long sinceBeginMs) {
        return sinceBeginMs >= start.toMillis()
                && (length == null || sinceBeginMs < start.plus(length).toMillis());
    }

    /** @param beginMs event time of the beginning */
    public static Tampering tampering(List<TimedFault> faults, long beginMs) {
        return (delivery, partition) -> {
            List<Delivery> all = List.of(delivery);
            for (TimedFault each : faults) {
                if (each.isActive(delivery.event().timeMillis() - beginMs)) {
                    List<Delivery> next = new ArrayList<>();
                    all.forEach(one -> next.addAll(each.fault().apply(one, partition)));
                    all = next;
                }
            }
            return all;
        };
    }

    /** As on a command line: {@code null:merchant_country,start=30s,length=1m}. */
    public static final class Text implements ITypeConverter<TimedFault> {
        @Override
        public TimedFault convert(String text) {
            String[] parts = text.split(",", -1);
            Duration start = Duration.ZERO;
            Duration length = null;
            for (int i = 1; i < parts.length; i++) {
                String[] option = parts[i].split("=", 2);
                if (option.length == 2 && option[0].equals("start")) {
                    start = new DurationText().convert(option[1]);
                } else if (option.length == 2 && option[0].equals("length")) {
                    length = new DurationText().convert(option[1]);
                } else {
                    throw new TypeConversionException(
                            "'" + parts[i] + "' after a fault, expected start=DURATION or length=DURATION");
                }
            }
            try {
                return new TimedFault(Fault.parse(parts[0]), start, length);
            } catch (PlatformException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
