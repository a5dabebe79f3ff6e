/** What is gathered of a window and of partitions, and when a window is complete. */
@NullMarked
package dev.evenflow.quality.window;

import org.jspecify.annotations.NullMarked;
