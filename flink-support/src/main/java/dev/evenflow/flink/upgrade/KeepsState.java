package dev.evenflow.flink.upgrade;

import java.util.List;
import org.apache.flink.api.common.state.StateDescriptor;

/**
 * An operator, or its function, that says what it keeps: Flink learns of a state when the operator opens it, which is too
 * late to refuse an upgrade. The goldens of each job hold that what is said is what a savepoint contains.
 */
public interface KeepsState {
    /** Every state that this operator may open, keyed or not, as it opens it. */
    List<StateDescriptor<?, ?>> states();
}
