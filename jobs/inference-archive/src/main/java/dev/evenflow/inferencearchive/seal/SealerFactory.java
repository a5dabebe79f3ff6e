package dev.evenflow.inferencearchive.seal;

import java.io.Serializable;

/** Opens a sealer where the operator runs. */
@FunctionalInterface
public interface SealerFactory<R> extends Serializable {
    RecordSealer<R> open();
}
