/** How rows and entity states are written by Flink, each form with its version. */
@NullMarked
package dev.evenflow.fraud.state;

import org.jspecify.annotations.NullMarked;
