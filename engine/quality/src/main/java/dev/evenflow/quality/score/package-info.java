/** Scores of quality, 0 to 100, with the terms they are made of. */
@NullMarked
package dev.evenflow.quality.score;

import org.jspecify.annotations.NullMarked;
