package dev.evenflow.flink.avro;

import dev.evenflow.operations.DeadLetter;
import org.jspecify.annotations.Nullable;

/** What became of one record of a source: a value, or the dead letter that says why not. Exactly one is not null. */
public record Decoded<T>(@Nullable T value, @Nullable DeadLetter rejected) {
    public static <T> Decoded<T> of(T value) {
        return new Decoded<>(value, null);
    }

    public static <T> Decoded<T> rejected(DeadLetter rejected) {
        return new Decoded<>(null, rejected);
    }
}
