/** Avro, Parquet and CSV files as sources and sinks. */
@NullMarked
package dev.evenflow.flink.files;

import org.jspecify.annotations.NullMarked;
