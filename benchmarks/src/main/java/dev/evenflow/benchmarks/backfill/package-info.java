/** Features of a history in files: ours, DuckDB, and a plain loop over arrays, each a process of its own. */
@NullMarked
package dev.evenflow.benchmarks.backfill;

import org.jspecify.annotations.NullMarked;
