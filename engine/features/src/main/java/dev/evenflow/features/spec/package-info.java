/** What a feature set declares. */
@NullMarked
package dev.evenflow.features.spec;

import org.jspecify.annotations.NullMarked;
