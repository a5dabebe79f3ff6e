/** The batch run of a history that fits into memory: the same plan and kernel, without Flink's runtime around them. */
@NullMarked
package dev.evenflow.fraud.local;

import org.jspecify.annotations.NullMarked;
