/** Quality of records: profiles, rules, drift, expectations, scores and incidents. Plain Java, no clocks. */
@NullMarked
package dev.evenflow.quality;

import org.jspecify.annotations.NullMarked;
