/** The edges: records to rows, rows to vectors. */
@NullMarked
package dev.evenflow.fraud.codec;

import org.jspecify.annotations.NullMarked;
