/** Data contracts (Open Data Contract Standard v3): the rules they state and imply, each with the line it stands on. */
@NullMarked
package dev.evenflow.quality.contract;

import org.jspecify.annotations.NullMarked;
