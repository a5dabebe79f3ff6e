package dev.evenflow.quality.plan;

import java.util.List;

/** What is wrong with a quality.yaml, one line for each problem. */
public final class PlanException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public PlanException(List<String> problems) {
        super(String.join("\n", problems));
    }
}
