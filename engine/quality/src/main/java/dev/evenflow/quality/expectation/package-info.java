/** What is normal, learned from the past: volumes by season, gaps, levels and their changes. */
@NullMarked
package dev.evenflow.quality.expectation;

import org.jspecify.annotations.NullMarked;
