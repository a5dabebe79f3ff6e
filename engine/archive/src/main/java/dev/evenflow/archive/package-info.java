/** What makes an archive complete, provable and erasable. */
@NullMarked
package dev.evenflow.archive;

import org.jspecify.annotations.NullMarked;
