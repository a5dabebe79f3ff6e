/** What became of each record: ranges of offsets, commits, their chain. */
@NullMarked
package dev.evenflow.archive.ledger;

import org.jspecify.annotations.NullMarked;
