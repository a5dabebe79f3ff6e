package dev.evenflow.features.row;

/** How a slot's value is held: in {@link FeatureRow}'s array of numbers, or as text. */
public enum SlotType {
    /** A whole number, or a decimal as its unscaled value at the slot's scale. */
    LONG,
    /** An IEEE 754 double, held as its raw bits. */
    DOUBLE,
    /** 0 or 1. */
    BOOLEAN,
    /** A string; an enum symbol is text too. */
    TEXT
}
