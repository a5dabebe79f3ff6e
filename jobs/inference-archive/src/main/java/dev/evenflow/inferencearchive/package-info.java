/** The job inference-archive: configuration, connectors, topology. */
@NullMarked
package dev.evenflow.inferencearchive;

import org.jspecify.annotations.NullMarked;
