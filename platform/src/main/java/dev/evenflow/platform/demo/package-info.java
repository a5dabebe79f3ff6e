@NullMarked
package dev.evenflow.platform.demo;

import org.jspecify.annotations.NullMarked;
