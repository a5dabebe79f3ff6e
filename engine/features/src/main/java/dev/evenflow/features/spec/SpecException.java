package dev.evenflow.features.spec;

import java.util.List;

/** A feature set that cannot be used: every problem found, one a line, as {@code file:line: where: problem}. */
public final class SpecException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public SpecException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
