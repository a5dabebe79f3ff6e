/** CEL expressions over rows, and features of the calendar. */
@NullMarked
package dev.evenflow.features.expression;

import org.jspecify.annotations.NullMarked;
