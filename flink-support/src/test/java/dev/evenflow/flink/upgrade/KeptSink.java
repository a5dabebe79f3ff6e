package dev.evenflow.flink.upgrade;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.util.function.SerializableFunction;

/**
 * Keeps what a job in this JVM writes, by a name that no other run has.
 *
 * @param copy of a record that is used again after it was written
 */
public record KeptSink<T>(String name, SerializableFunction<T, T> copy) implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, List<Object>> KEPT = new ConcurrentHashMap<>();

    /** Of records that nobody changes. */
    public KeptSink(String name) {
        this(name, record -> record);
    }

    /** All so far, in their order. */
    public static <T> List<T> written(String name, Class<T> type) {
        return kept(name).stream().map(type::cast).toList();
    }

    private static List<Object> kept(String name) {
        return KEPT.computeIfAbsent(name, first -> new CopyOnWriteArrayList<>());
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        List<Object> kept = kept(name);
        return new SinkWriter<>() {
            @Override
            public void write(T record, Context where) {
                kept.add(copy.apply(record));
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {}
        };
    }
}
