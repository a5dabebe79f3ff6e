/** What passes between the operators. */
@NullMarked
package dev.evenflow.monitor.codec;

import org.jspecify.annotations.NullMarked;
