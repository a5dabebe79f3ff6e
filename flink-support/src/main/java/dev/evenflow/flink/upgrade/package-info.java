/** What a new version of a job is held against before the running one is stopped. */
@NullMarked
package dev.evenflow.flink.upgrade;

import org.jspecify.annotations.NullMarked;
