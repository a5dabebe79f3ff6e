package dev.evenflow.quality.contract;

import java.util.List;

/** A contract that cannot be used: every problem found, one a line, as {@code file:line: where: problem}. */
public final class ContractException extends Exception {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    public ContractException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
