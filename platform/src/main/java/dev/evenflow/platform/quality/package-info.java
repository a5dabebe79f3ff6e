/** Commands about the quality of data. */
@NullMarked
package dev.evenflow.platform.quality;

import org.jspecify.annotations.NullMarked;
