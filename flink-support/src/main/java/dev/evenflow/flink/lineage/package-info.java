/** What a job reads and writes, told to others as OpenLineage events. */
@NullMarked
package dev.evenflow.flink.lineage;

import org.jspecify.annotations.NullMarked;
