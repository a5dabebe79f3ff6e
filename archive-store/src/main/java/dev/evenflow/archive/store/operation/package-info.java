/** What is done to an archive besides writing to it: holds, erasure, retention, rollback, maintenance. Each is an entry of the chain. */
@NullMarked
package dev.evenflow.archive.store.operation;

import org.jspecify.annotations.NullMarked;
