/** Files held against a data contract, all at once: for the pipelines of others. */
@NullMarked
package dev.evenflow.platform.quality.check;

import org.jspecify.annotations.NullMarked;
