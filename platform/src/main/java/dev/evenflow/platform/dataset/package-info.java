/** {@code evenflow dataset}: training sets made of an archive. */
@org.jspecify.annotations.NullMarked
package dev.evenflow.platform.dataset;
