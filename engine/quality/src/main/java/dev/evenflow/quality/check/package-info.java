/** Rules applied to records and to windows, and what comes of it. */
@NullMarked
package dev.evenflow.quality.check;

import org.jspecify.annotations.NullMarked;
