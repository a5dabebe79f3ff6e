package dev.evenflow.features.kernel;

import org.jspecify.annotations.Nullable;

/** The latest event that fulfils a predicate and has certain columns: its time and those columns' values. Immutable. */
record LastEvent(long time, long first, long second, @Nullable String text) {}
