/** Whether the same thing has the same values in two topics: train/serve skew, value by value. */
@NullMarked
package dev.evenflow.quality.skew;

import org.jspecify.annotations.NullMarked;
