package dev.evenflow.archive.keys;

import java.util.List;
import java.util.stream.Collectors;

/** A key was to be destroyed whose subject is under legal hold. Nothing was changed. */
public final class SubjectOnHoldException extends KeyStoreException {
    private static final long serialVersionUID = 1L;

    private final transient List<Hold> holds;

    public SubjectOnHoldException(List<Hold> holds) {
        super("the subject is under hold, its key stays: "
                + holds.stream()
                        .map(hold -> "'" + hold.reason() + "' by " + hold.by() + " since " + hold.at())
                        .collect(Collectors.joining(", "))
                + "; release it first");
        this.holds = List.copyOf(holds);
    }

    public List<Hold> holds() {
        return holds;
    }
}
