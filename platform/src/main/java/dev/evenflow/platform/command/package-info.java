@NullMarked
package dev.evenflow.platform.command;

import org.jspecify.annotations.NullMarked;
