/** End-to-end tests through the command line alone. */
@NullMarked
package dev.evenflow.e2e;

import org.jspecify.annotations.NullMarked;
