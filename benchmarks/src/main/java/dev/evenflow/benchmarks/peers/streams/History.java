package dev.evenflow.benchmarks.peers.streams;

import java.time.Duration;
import java.util.Iterator;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;

/** The purchases of each key in a window store that keeps those of the same time apart, as stream-stream joins do. */
final class History {
    private final WindowStore<String, Purchase> store;

    History(ProcessorContext<?, ?> context, String name) {
        this.store = context.getStateStore(name);
    }

    static StoreBuilder<?> store(String name, Duration kept) {
        return Stores.windowStoreBuilder(
                Stores.persistentWindowStore(name, kept, Duration.ofMillis(1), true),
                Serdes.String(),
                Purchase.serde());
    }

    void add(String key, Purchase purchase) {
        store.put(key, purchase, purchase.time());
    }

    /** From the newest back, both ends inclusive; to be closed. */
    Scan scan(String key, long from, long to) {
        return new Scan(store.backwardFetch(key, from, to));
    }

    /** An open iterator of the store. */
    record Scan(WindowStoreIterator<Purchase> found) implements Iterator<Purchase>, AutoCloseable {
        @Override
        public boolean hasNext() {
            return found.hasNext();
        }

        @Override
        public Purchase next() {
            return found.next().value;
        }

        @Override
        public void close() {
            found.close();
        }
    }
}
