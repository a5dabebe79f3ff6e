/** The Avro form of a feature set's output, and the hash that names its version. */
@NullMarked
package dev.evenflow.features.vector;

import org.jspecify.annotations.NullMarked;
