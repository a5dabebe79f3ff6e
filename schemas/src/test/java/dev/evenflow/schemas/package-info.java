/** What holds schemas, their frozen versions and their contracts together. */
@NullMarked
package dev.evenflow.schemas;

import org.jspecify.annotations.NullMarked;
