/** A simulated payment network: customers, merchants, fraud and the labels that follow it. Depends on its seed alone. */
@NullMarked
package dev.evenflow.platform.simulator;

import org.jspecify.annotations.NullMarked;
