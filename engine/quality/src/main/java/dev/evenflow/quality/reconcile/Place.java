package dev.evenflow.quality.reconcile;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Where a record is: what evidence points at, since its key may be personal.
 *
 * @param here whether in the topic whose contract has the rule, or in the other one
 */
public record Place(boolean here, int partition, long offset) {
    void write(DataOutput out) throws IOException {
        out.writeBoolean(here);
        out.writeInt(partition);
        out.writeLong(offset);
    }

    static Place read(DataInput in) throws IOException {
        return new Place(in.readBoolean(), in.readInt(), in.readLong());
    }
}
