package dev.evenflow.platform.chaos;

import dev.evenflow.inference.InferenceRequest;
import dev.evenflow.payments.Transaction;
import dev.evenflow.platform.topic.StandardTopics;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Records that no job may use and none may lose. Not thread-safe. */
final class Poison {
    private static final int HEADER = 5;
    /** Just below what the topic of transactions takes by default. */
    private static final int LARGE = 1_000_000;

    private static final Duration FAR = Duration.ofDays(400);

    private final ChaosWire wire;
    private final SplittableRandom random;

    Poison(ChaosWire wire, long seed) {
        this.wire = wire;
        this.random = new SplittableRandom(seed);
    }

    /** A value for a topic. */
    record Dose(String topic, byte @Nullable [] value) {}

    /** One of each kind; made from good records, which are changed. */
    List<Dose> all(Transaction transaction, InferenceRequest request) {
        String transactions = StandardTopics.TRANSACTIONS;
        String requests = StandardTopics.INFERENCE_REQUESTS;
        byte[] good = wire.encode(transactions, transaction);
        byte[] asked = wire.encode(requests, request);
        List<Dose> doses = new ArrayList<>(unknownIds(transaction, request));
        for (Dose base : List.of(new Dose(transactions, good), new Dose(requests, asked))) {
            byte[] bytes = base.value() == null ? new byte[0] : base.value();
            doses.add(new Dose(base.topic(), Arrays.copyOf(bytes, bytes.length - 3)));
            doses.add(new Dose(base.topic(), Arrays.copyOf(bytes, 1 + random.nextInt(HEADER))));
            doses.add(new Dose(base.topic(), Arrays.copyOf(bytes, bytes.length + 4)));
            doses.add(new Dose(base.topic(), withMagic(bytes)));
            doses.add(new Dose(base.topic(), noise(base.topic())));
            doses.add(new Dose(base.topic(), null));
        }
        doses.add(new Dose(transactions, asked));
        doses.add(new Dose(StandardTopics.FRAUD_LABELS, good));
        doses.add(new Dose(StandardTopics.FRAUD_LABELS, new byte[] {0, 1}));
        transaction.setEventTime(transaction.getEventTime().plus(FAR));
        doses.add(new Dose(transactions, wire.encode(transactions, transaction)));
        request.setRegion("NOWHERE");
        doses.add(new Dose(requests, wire.encode(requests, request)));
        return doses;
    }

    /** Those that the registry has to be asked about. */
    List<Dose> unknownIds(Transaction transaction, InferenceRequest request) {
        return List.of(
                new Dose(StandardTopics.TRANSACTIONS, unknown(wire.encode(StandardTopics.TRANSACTIONS, transaction))),
                new Dose(
                        StandardTopics.INFERENCE_REQUESTS,
                        unknown(wire.encode(StandardTopics.INFERENCE_REQUESTS, request))));
    }

    private byte[] unknown(byte[] value) {
        // registries count up from 1
        ByteBuffer.wrap(value).putInt(1, Integer.MAX_VALUE - random.nextInt(1_000_000));
        return value;
    }

    private byte[] withMagic(byte[] value) {
        byte[] changed = value.clone();
        changed[0] = (byte) (1 + random.nextInt(255));
        return changed;
    }

    /** Begins as a good one does. */
    private byte[] noise(String topic) {
        byte[] noise = new byte[LARGE];
        random.nextBytes(noise);
        ByteBuffer.wrap(noise).put((byte) 0).putInt(wire.id(topic));
        return noise;
    }
}
