/** What travels between the operators besides rows: records as received, and what the committer is told. */
@NullMarked
package dev.evenflow.inferencearchive.codec;

import org.jspecify.annotations.NullMarked;
