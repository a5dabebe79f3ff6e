package dev.evenflow.flink.lineage;

import java.io.IOException;

/** Takes events to where they are read. One thread at a time. */
interface LineageTransport {
    /** @param event one line of JSON */
    void send(String event) throws IOException, InterruptedException;
}
