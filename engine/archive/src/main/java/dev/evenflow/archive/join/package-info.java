/** Which request and response belong together, and what becomes of the others. */
@NullMarked
package dev.evenflow.archive.join;

import org.jspecify.annotations.NullMarked;
