package dev.evenflow.platform.parity;

import org.apache.avro.Schema;

/** Encoded vectors from somewhere. Reading again gives the same ones. */
interface VectorSource {

    /** For a person: a directory or a topic. */
    String name();

    void read(Sink sink);

    /** Takes one vector after another; the bytes are the sink's to change until the next one. */
    @FunctionalInterface
    interface Sink {
        /** @param bytes of which {@code offset} to {@code end}, exclusive, are the vector */
        void accept(Schema schema, byte[] bytes, int offset, int end);
    }
}
