/** Digests that anybody can compute again: of rows, and of trees of them. */
@NullMarked
package dev.evenflow.archive.digest;

import org.jspecify.annotations.NullMarked;
