package dev.evenflow.quality.check;

import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A test of one record, compiled for one schema. Not for several threads. */
interface Offence {
    boolean in(IndexedRecord record);

    /** The value (or values) it is about, for a person who may see them; called only after an offence. */
    @Nullable
    Object evidence(IndexedRecord record);
}
