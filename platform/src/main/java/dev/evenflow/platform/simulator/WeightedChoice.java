package dev.evenflow.platform.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Draws elements in proportion to their weights, in logarithmic time. */
final class WeightedChoice<T> {
    private final List<T> elements;
    private final double[] cumulated;

    WeightedChoice(List<T> elements, ToDoubleFunction<T> weight) {
        if (elements.isEmpty()) {
            throw new IllegalArgumentException("nothing to choose from");
        }
        this.elements = List.copyOf(elements);
        cumulated = new double[elements.size()];
        double sum = 0;
        for (int i = 0; i < cumulated.length; i++) {
            sum += weight.applyAsDouble(elements.get(i));
            cumulated[i] = sum;
        }
    }

    T draw(Dice dice) {
        double at = dice.uniform() * cumulated[cumulated.length - 1];
        int found = Arrays.binarySearch(cumulated, at);
        int index = found >= 0 ? found + 1 : -found - 1;
        return elements.get(Math.min(index, cumulated.length - 1));
    }
}
