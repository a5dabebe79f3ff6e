package dev.evenflow.platform.inference;

import dev.evenflow.platform.history.Delivery;
import org.apache.avro.specific.SpecificRecord;

/** One record that is sent to the topic of requests or that of responses. */
record InferenceDelivery(Kind kind, String inferenceId, SpecificRecord value, Delivery.Form form) {
    enum Kind {
        REQUEST,
        RESPONSE;

        Kind other() {
            return this == REQUEST ? RESPONSE : REQUEST;
        }
    }
}
