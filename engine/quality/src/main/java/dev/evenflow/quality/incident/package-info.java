/** From failing checks to something a person is told, once, and back. */
@NullMarked
package dev.evenflow.quality.incident;

import org.jspecify.annotations.NullMarked;
