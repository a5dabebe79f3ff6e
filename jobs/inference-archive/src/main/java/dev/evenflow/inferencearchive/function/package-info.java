/** The operators. */
@NullMarked
package dev.evenflow.inferencearchive.function;

import org.jspecify.annotations.NullMarked;
