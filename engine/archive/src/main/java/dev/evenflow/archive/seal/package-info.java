/** Authenticated encryption of what is personal, by the JDK's own AES-GCM. */
@NullMarked
package dev.evenflow.archive.seal;

import org.jspecify.annotations.NullMarked;
