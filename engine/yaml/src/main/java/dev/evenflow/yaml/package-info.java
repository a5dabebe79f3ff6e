/** YAML files that people write: read with their lines, so that an error says where it is and what was expected. */
@NullMarked
package dev.evenflow.yaml;

import org.jspecify.annotations.NullMarked;
