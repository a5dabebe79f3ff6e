/** A job's options: declared once, read from arguments, environment and file, refused where unknown. */
@NullMarked
package dev.evenflow.flink.options;

import org.jspecify.annotations.NullMarked;
