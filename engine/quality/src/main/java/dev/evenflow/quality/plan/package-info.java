/** Which datasets are watched and how: quality.yaml. */
@NullMarked
package dev.evenflow.quality.plan;

import org.jspecify.annotations.NullMarked;
