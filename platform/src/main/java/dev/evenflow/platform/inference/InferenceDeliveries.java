package dev.evenflow.platform.inference;

import dev.evenflow.inference.InferenceResponse;
import dev.evenflow.platform.history.Deliveries.Mischief;
import dev.evenflow.platform.history.Delivery.Form;
import dev.evenflow.platform.inference.InferenceDelivery.Kind;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Turns inferences in order of time into what a real network delivers: out of order, twice, responses before their
 * requests, garbage among them. Depends only on the inferences, the mischief and its seed.
 *
 * <p>An original is late by the disorder at most, and a response by 200 ms more; a repetition comes after its original.
 */
final class InferenceDeliveries implements Iterator<InferenceDelivery> {
    private static final List<Form> GARBAGE = List.of(
            Form.TRUNCATED, Form.WRONG_MAGIC_BYTE, Form.UNKNOWN_SCHEMA_ID, Form.WRONG_TYPE, Form.BLOB, Form.NULL_VALUE);

    private final Iterator<Inference> source;
    private final Mischief mischief;
    private final double responsesFirst;
    private final SplittableRandom random;
    private final PriorityQueue<Scheduled> scheduled = new PriorityQueue<>();
    private @Nullable Inference ahead;
    private long sequence;
    private int garbage;
    private long first;

    /** @param responsesFirst share of responses that are sent before their request */
    InferenceDeliveries(Iterator<Inference> source, Mischief mischief, double responsesFirst) {
        this.source = source;
        this.mischief = mischief;
        this.responsesFirst = responsesFirst;
        this.random = new SplittableRandom(mischief.seed());
        this.ahead = source.hasNext() ? source.next() : null;
    }

    private record Scheduled(long moment, long sequence, InferenceDelivery delivery) implements Comparable<Scheduled> {
        @Override
        public int compareTo(Scheduled other) {
            int byMoment = Long.compare(moment, other.moment);
            return byMoment != 0 ? byMoment : Long.compare(sequence, other.sequence);
        }
    }

    /** Responses that were sent before their request so far. */
    long responsesFirst() {
        return first;
    }

    @Override
    public boolean hasNext() {
        return ahead != null || !scheduled.isEmpty();
    }

    @Override
    public InferenceDelivery next() {
        while (ahead != null && (scheduled.isEmpty() || scheduled.peek().moment() > ahead.timeMillis())) {
            schedule(ahead);
            ahead = source.hasNext() ? source.next() : null;
        }
        Scheduled next = scheduled.poll();
        if (next == null) throw new NoSuchElementException();
        return next.delivery();
    }

    private void schedule(Inference inference) {
        String id = inference.request().getInferenceId();
        InferenceResponse response = inference.response();
        boolean early = response != null && random.nextDouble() < responsesFirst;
        long request = inference.timeMillis() + delay();
        if (early && response != null) {
            first++;
            send(inference.timeMillis(), new InferenceDelivery(Kind.RESPONSE, id, response, Form.ORIGINAL));
            request++;
        }
        send(request, new InferenceDelivery(Kind.REQUEST, id, inference.request(), Form.ORIGINAL));
        if (response != null && !early)
            send(request + 1 + random.nextInt(200), new InferenceDelivery(Kind.RESPONSE, id, response, Form.ORIGINAL));
        if (random.nextDouble() < mischief.duplicates()) again(Kind.REQUEST, id, inference.request(), request);
        if (response != null && random.nextDouble() < mischief.duplicates())
            again(Kind.RESPONSE, id, response, request);
        if (random.nextDouble() < mischief.garbage()) {
            Kind kind = random.nextBoolean() || response == null ? Kind.REQUEST : Kind.RESPONSE;
            SpecificRecord value = kind == Kind.REQUEST ? inference.request() : response;
            Form form = GARBAGE.get(garbage++ % GARBAGE.size());
            send(request, new InferenceDelivery(kind, id, Objects.requireNonNull(value), form));
        }
    }

    private void again(Kind kind, String id, SpecificRecord value, long moment) {
        send(moment + delay() + 300, new InferenceDelivery(kind, id, value, Form.DUPLICATE));
    }

    private long delay() {
        long disorder = mischief.disorder().toMillis();
        return disorder == 0 ? 0 : random.nextLong(disorder + 1);
    }

    private void send(long moment, InferenceDelivery delivery) {
        scheduled.add(new Scheduled(moment, sequence++, delivery));
    }
}
