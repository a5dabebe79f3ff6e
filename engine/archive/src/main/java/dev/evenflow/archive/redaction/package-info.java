/** What the data contract says of each field of a record: keep, drop, mask, hash or encrypt. */
@NullMarked
package dev.evenflow.archive.redaction;

import org.jspecify.annotations.NullMarked;
