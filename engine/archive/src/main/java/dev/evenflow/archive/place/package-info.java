/** Which region's data may lie where. */
@NullMarked
package dev.evenflow.archive.place;

import org.jspecify.annotations.NullMarked;
