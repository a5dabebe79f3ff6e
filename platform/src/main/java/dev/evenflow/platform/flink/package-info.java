@NullMarked
package dev.evenflow.platform.flink;

import org.jspecify.annotations.NullMarked;
