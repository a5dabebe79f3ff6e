/** What the engine finds in real data that lies beside the project; without it these tests skip and say so. */
@NullMarked
package dev.evenflow.quality.evidence;

import org.jspecify.annotations.NullMarked;
