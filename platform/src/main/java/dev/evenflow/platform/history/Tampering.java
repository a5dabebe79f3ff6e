package dev.evenflow.platform.history;

import java.util.List;

/** What goes wrong with a delivery at the moment at which it is to be sent. */
@FunctionalInterface
public interface Tampering {

    /** What is sent instead to that partition: the delivery itself, others, or nothing. */
    List<Delivery> of(Delivery delivery, int partition);

    static Tampering none() {
        return (delivery, partition) -> List.of(delivery);
    }
}
