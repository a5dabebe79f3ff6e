/** Made-up inferences for the archive: tabular, chats and images, delivered as a real network would. */
@NullMarked
package dev.evenflow.platform.inference;

import org.jspecify.annotations.NullMarked;
