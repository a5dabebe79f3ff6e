package dev.evenflow.archive.store;

import dev.evenflow.archive.keys.CachedKeys;
import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.redaction.SealedContent;
import dev.evenflow.archive.seal.SealBrokenException;
import dev.evenflow.archive.seal.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.iceberg.Table;

/**
 * Opens the sealed parts of a place's rows: request, response, vector, feedback. Not thread-safe.
 *
 * <p>A part whose subject's key is destroyed is empty. One that does not open with its key was altered or moved: an {@link ArchiveStoreException} names it.
 */
public final class SealedParts implements AutoCloseable {
    private static final int KEYS = 10_000;

    private final CachedKeys keys;
    private final Sealer sealer = new Sealer();
    private final Map<Long, Schema> schemas = new HashMap<>();

    /** @param tables whose properties have the schemas of what is sealed */
    public SealedParts(Place place, Table... tables) {
        this.keys = new CachedKeys(place.keys(), KEYS);
        for (Table table : tables) {
            table.properties().forEach((name, value) -> {
                if (name.startsWith(TableDefinitions.SCHEMA_PREFIX)) {
                    long fingerprint =
                            Long.parseUnsignedLong(name.substring(TableDefinitions.SCHEMA_PREFIX.length()), 16);
                    schemas.put(fingerprint, new Schema.Parser().parse(value));
                }
            });
        }
    }

    /**
     * @param part its column without {@code _sealed}, for example request
     * @param keyName the row's subject key
     */
    public Optional<GenericRecord> open(String part, byte[] sealed, String keyName, String inferenceId) {
        Optional<SubjectKey> key = keys.findByName(keyName);
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] content = sealer.open(key.get().secret(), sealed, context(part, keyName, inferenceId));
            return Optional.of(SealedContent.read(content, schemas::get));
        } catch (SealBrokenException | IllegalArgumentException e) {
            throw new ArchiveStoreException(
                    "the sealed " + part + " of inference " + inferenceId + " cannot be opened: " + e.getMessage(), e);
        }
    }

    /** What a sealed part is bound to: moved to another row or another part, it does not open. */
    public static byte[] context(String part, String keyName, String inferenceId) {
        return (part + "\n" + keyName + "\n" + inferenceId).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sealer.close();
    }
}
