/** The commands on an archive: {@code evenflow archive …}. */
@NullMarked
package dev.evenflow.platform.archive;

import org.jspecify.annotations.NullMarked;
