@NullMarked
package dev.evenflow.platform.backfill;

import org.jspecify.annotations.NullMarked;
