/** How fast features come out of a real platform, beside the bare pipeline and what else one could use. */
@NullMarked
package dev.evenflow.benchmarks.features;

import org.jspecify.annotations.NullMarked;
