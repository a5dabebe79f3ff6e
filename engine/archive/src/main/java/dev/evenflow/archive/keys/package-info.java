/** A data key for each subject and each large content, wrapped by a key-encryption key. To destroy a key is to erase every copy of what it sealed. */
@NullMarked
package dev.evenflow.archive.keys;

import org.jspecify.annotations.NullMarked;
