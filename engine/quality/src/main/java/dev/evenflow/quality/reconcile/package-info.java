/** Whether records have their partners in other topics, and offsets their place in a ledger. */
@NullMarked
package dev.evenflow.quality.reconcile;

import org.jspecify.annotations.NullMarked;
