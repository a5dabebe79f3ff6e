/** Windows over keyed events: state, evaluation, and the storage they need. */
@NullMarked
package dev.evenflow.features.kernel;

import org.jspecify.annotations.NullMarked;
