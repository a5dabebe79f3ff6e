package dev.evenflow.inferencearchive.seal;

import dev.evenflow.archive.store.ArchiveConfig;
import dev.evenflow.flink.avro.RegistryConnection;
import java.io.Serializable;
import org.apache.avro.Schema;

/**
 * What sealing one kind of record needs, as it travels to the operator.
 *
 * @param part name of the half it makes, for example request; sealed parts are bound to it
 * @param schemaJson the reader's schema
 * @param contractFile where the contract is from, for messages
 * @param contract its text
 * @param inlineLimit bytes above which a content goes to the blob store
 */
public record SealingSettings(
        String part,
        String schemaJson,
        String contractFile,
        String contract,
        ArchiveConfig archive,
        RegistryConnection registry,
        int inlineLimit,
        int cachedKeys)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    Schema schema() {
        return new Schema.Parser().parse(schemaJson);
    }
}
