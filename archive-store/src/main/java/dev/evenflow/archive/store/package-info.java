/** The archive as it lies on disk: configuration, tables, batches of rows, blobs, the chain of commits. */
@NullMarked
package dev.evenflow.archive.store;

import org.jspecify.annotations.NullMarked;
