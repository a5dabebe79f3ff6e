/** Training sets made of an archive: versioned, the same bytes each time. */
@org.jspecify.annotations.NullMarked
package dev.evenflow.archive.store.dataset;
