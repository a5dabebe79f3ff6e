/** The profile of a training set, in a versioned file. */
@NullMarked
package dev.evenflow.quality.baseline;

import org.jspecify.annotations.NullMarked;
