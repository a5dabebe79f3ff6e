@NullMarked
package dev.evenflow.platform;

import org.jspecify.annotations.NullMarked;
