@NullMarked
package dev.evenflow.platform.process;

import org.jspecify.annotations.NullMarked;
