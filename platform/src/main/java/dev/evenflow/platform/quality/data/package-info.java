/** Records out of files of several formats. */
@NullMarked
package dev.evenflow.platform.quality.data;

import org.jspecify.annotations.NullMarked;
