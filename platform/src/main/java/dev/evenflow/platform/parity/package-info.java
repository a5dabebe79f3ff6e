/** The proof that live and batch compute the same vectors: every vector compared, byte for byte. */
@NullMarked
package dev.evenflow.platform.parity;

import org.jspecify.annotations.NullMarked;
