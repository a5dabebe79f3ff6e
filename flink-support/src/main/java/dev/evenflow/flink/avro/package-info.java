/** Avro in Confluent's wire format: bounded decoding, typed rejections, ids resolved at start. */
@NullMarked
package dev.evenflow.flink.avro;

import org.jspecify.annotations.NullMarked;
