/** An example of what consumes served features: a gradient-boosted fraud model that reports each of its inferences. */
@NullMarked
package dev.evenflow.scorer;

import org.jspecify.annotations.NullMarked;
