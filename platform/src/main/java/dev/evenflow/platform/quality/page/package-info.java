/** The page of {@code evenflow quality serve}: reads what the monitor publishes and shows it to a person. */
@NullMarked
package dev.evenflow.platform.quality.page;

import org.jspecify.annotations.NullMarked;
