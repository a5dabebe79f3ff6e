package dev.evenflow.flink.kafka;

import java.io.Serializable;

/** The key of a record in its topic, as text. */
@FunctionalInterface
public interface RecordKey<T> extends Serializable {
    String of(T record);
}
