/** What a window or a history of records looks like, field by field: counts, moments and sketches that merge. */
@NullMarked
package dev.evenflow.quality.profile;

import org.jspecify.annotations.NullMarked;
