/** A feature set compiled against its schemas: how rows are laid out and read, and one kernel per entity. */
@NullMarked
package dev.evenflow.features.plan;

import org.jspecify.annotations.NullMarked;
