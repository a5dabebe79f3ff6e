/** What Flink has to know of our own value types. */
@NullMarked
package dev.evenflow.flink.types;

import org.jspecify.annotations.NullMarked;
