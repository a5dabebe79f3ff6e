/** One event on its way through the entities, and its binary form. */
@NullMarked
package dev.evenflow.features.row;

import org.jspecify.annotations.NullMarked;
