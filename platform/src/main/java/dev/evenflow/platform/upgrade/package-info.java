/** A running job's next version: checked before anything stops, started from a savepoint, taken back if it does not come up. */
@NullMarked
package dev.evenflow.platform.upgrade;

import org.jspecify.annotations.NullMarked;
