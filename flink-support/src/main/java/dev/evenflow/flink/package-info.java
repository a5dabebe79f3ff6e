/** What several Flink jobs need, in the packages below this one. */
@NullMarked
package dev.evenflow.flink;

import org.jspecify.annotations.NullMarked;
