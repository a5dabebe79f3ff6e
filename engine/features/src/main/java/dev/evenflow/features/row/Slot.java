package dev.evenflow.features.row;

/**
 * One named value of a row.
 *
 * @param index position in the layout, from 0
 * @param name the source field, predicate or feature it holds
 * @param type how it is held
 * @param scale for {@code LONG}: the value is {@code unscaled / 10^scale}; otherwise 0
 * @param textIndex position among the text slots, or -1 where the slot is not text
 */
public record Slot(int index, String name, SlotType type, int scale, int textIndex) {}
