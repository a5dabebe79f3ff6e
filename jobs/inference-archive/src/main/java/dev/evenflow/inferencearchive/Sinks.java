package dev.evenflow.inferencearchive;

import dev.evenflow.inference.ArchiveCommit;
import dev.evenflow.operations.DeadLetter;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Where the topology writes besides the archive itself. Nothing is late here: what comes after its time is archived
 * with that status.
 */
public record Sinks(Sink<DeadLetter> rejected, Sink<ArchiveCommit> commits) {}
