@NullMarked
package dev.evenflow.platform.topic;

import org.jspecify.annotations.NullMarked;
