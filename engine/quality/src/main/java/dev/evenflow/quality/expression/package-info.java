/** CEL conditions over the fields of a record. */
@NullMarked
package dev.evenflow.quality.expression;

import org.jspecify.annotations.NullMarked;
