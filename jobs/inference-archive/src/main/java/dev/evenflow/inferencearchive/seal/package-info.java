/** From a record as received to a half row: decoded, checked, redacted, encrypted. */
@NullMarked
package dev.evenflow.inferencearchive.seal;

import org.jspecify.annotations.NullMarked;
