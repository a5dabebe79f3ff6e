package dev.evenflow.benchmarks.peers.streams;

import dev.evenflow.payments.Transaction;
import java.util.Set;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/** The features of one entity: a step of the topology with state stores of its own. A transaction without the entity passes as it is. */
interface EntityFeatures {
    long MINUTE = 60_000;
    long HOUR = 60 * MINUTE;
    long DAY = 24 * HOUR;

    Set<StoreBuilder<?>> stores();

    @Nullable
    String key(Transaction transaction);

    /** For one task, whose stores are in the context. */
    Update open(ProcessorContext<String, Enriched> context);

    /** Computes the features of a transaction, which it remembers. */
    interface Update {
        void apply(String key, Enriched enriched);
    }

    default ProcessorSupplier<String, Enriched, String, Enriched> step() {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<String, Enriched, String, Enriched> get() {
                return new Step(EntityFeatures.this);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return EntityFeatures.this.stores();
            }
        };
    }

    /** Updates and forwards. */
    final class Step implements Processor<String, Enriched, String, Enriched> {
        private final EntityFeatures features;
        private @Nullable ProcessorContext<String, Enriched> context;
        private @Nullable Update update;

        Step(EntityFeatures features) {
            this.features = features;
        }

        @Override
        public void init(ProcessorContext<String, Enriched> given) {
            context = given;
            update = features.open(given);
        }

        @Override
        public void process(Record<String, Enriched> record) {
            if (context == null || update == null) throw new IllegalStateException("not initialised");
            String key = features.key(record.value().transaction());
            if (key != null) update.apply(key, record.value());
            context.forward(record);
        }
    }
}
