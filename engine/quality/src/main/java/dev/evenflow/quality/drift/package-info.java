/** Distances between two distributions, each with its convention and its inputs. */
@NullMarked
package dev.evenflow.quality.drift;

import org.jspecify.annotations.NullMarked;
