/** Histories of payments: imported from other formats, kept in Avro files, published to topics. */
@NullMarked
package dev.evenflow.platform.history;

import org.jspecify.annotations.NullMarked;
