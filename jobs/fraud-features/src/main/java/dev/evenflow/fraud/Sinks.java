package dev.evenflow.fraud;

import dev.evenflow.features.row.FeatureRow;
import dev.evenflow.operations.DeadLetter;
import dev.evenflow.operations.LateEvent;
import org.apache.flink.api.connector.sink2.Sink;

/** Where the topology writes; {@code late} and {@code rejected} are always there, as nothing is dropped. */
public record Sinks(
        Sink<FeatureRow> served, Sink<FeatureRow> settled, Sink<LateEvent> late, Sink<DeadLetter> rejected) {}
