package dev.evenflow.inferencearchive.seal;

import dev.evenflow.archive.keys.CachedKeys;
import dev.evenflow.archive.keys.KeyDestroyedException;
import dev.evenflow.archive.keys.SubjectKey;
import dev.evenflow.archive.place.Residency;
import dev.evenflow.archive.place.UnlawfulRegionException;
import dev.evenflow.archive.redaction.Redacted;
import dev.evenflow.archive.redaction.RedactionRules;
import dev.evenflow.archive.redaction.Redactor;
import dev.evenflow.archive.seal.Sealer;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.BlobStore;
import dev.evenflow.flink.avro.RegistryAvroReader;
import dev.evenflow.flink.avro.RejectedRecordException;
import dev.evenflow.flink.kafka.SourceRecord;
import dev.evenflow.inference.ArchivedBlob;
import dev.evenflow.operations.RejectionReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * The steps that sealing has for every kind of record: decode, check, find the lawful place and the subject's key, move
 * large contents out, redact, encrypt. Not thread-safe.
 */
final class Sealing implements AutoCloseable {
    private static final int DIGEST_BYTES = 16;
    private static final int LONGEST_ID = 1_024;
    private static final byte[] DIGEST_PURPOSE = "evenflow record digest".getBytes(StandardCharsets.UTF_8);

    private final SealingSettings settings;
    private final RegistryAvroReader reader;
    private final Archive archive;
    private final Residency residency;
    private final RedactionRules rules;
    private final LargeContents large;
    private final Sealer sealer = new Sealer();
    private final Mac mac;
    private final Map<String, PlaceTools> places = new HashMap<>();
    private final int inferenceId;
    private final int subjectId;
    private final int region;
    private final int features;

    /**
     * What sealing made of a record.
     *
     * @param clear the record without what is sealed, dropped or moved out
     */
    record Sealed(
            IndexedRecord clear,
            String inferenceId,
            String region,
            String subjectKey,
            @Nullable ByteBuffer sealed,
            ByteBuffer digest,
            @Nullable List<ArchivedBlob> blobs,
            boolean hasFeatures) {

        @Nullable
        Object get(Schema.Field field) {
            return clear.get(field.pos());
        }
    }

    private record PlaceTools(CachedKeys keys, BlobStore blobs, Redactor redactor) {}

    Sealing(SealingSettings settings) {
        this.settings = settings;
        Schema schema = settings.schema();
        this.reader = new RegistryAvroReader(settings.registry().client(), schema);
        this.archive = Archive.open(settings.archive());
        this.residency = archive.residency();
        this.rules = RedactionRules.parse(settings.contractFile(), settings.contract(), schema);
        this.large = new LargeContents(rules, settings.inlineLimit());
        this.inferenceId = schema.getField("inference_id").pos();
        this.subjectId = schema.getField("subject_id").pos();
        this.region = schema.getField("region").pos();
        Schema.Field featuresField = schema.getField("features");
        this.features = featuresField == null ? -1 : featuresField.pos();
        try {
            this.mac = Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HmacSHA256", e);
        }
    }

    Sealed seal(SourceRecord source) throws RejectedRecordException, IOException {
        IndexedRecord record = reader.read(source.value());
        return seal(
                record,
                identity(record, inferenceId, "inference_id"),
                identity(record, subjectId, "subject_id"),
                Objects.requireNonNull(source.value()));
    }

    /**
     * Seals a record that was read elsewhere.
     *
     * @param id what the sealed part is bound to
     * @param received the bytes that the digest is of
     */
    Sealed seal(IndexedRecord record, String id, String subject, byte[] received) throws RejectedRecordException {
        String from = String.valueOf(record.get(region));
        PlaceTools place = place(from);
        boolean hasFeatures = features >= 0 && record.get(features) != null;
        List<Content> contents = new ArrayList<>();
        large.takeFrom(
                record,
                (path, content, mediaType) ->
                        contents.add(new Content(settings.part() + "/" + path, content, mediaType)));
        List<ArchivedBlob> blobs = new ArrayList<>();
        SubjectKey key = keep(contents, subject, place, blobs);
        Redacted redacted = place.redactor.redact(record);
        byte[] sealed = sealer.seal(key.secret(), redacted.toSeal(), context(settings.part(), id, key.name()));
        return new Sealed(
                redacted.clear(),
                id,
                from,
                key.name(),
                ByteBuffer.wrap(sealed),
                ByteBuffer.wrap(digest(key, received)),
                blobs.isEmpty() ? null : blobs,
                hasFeatures);
    }

    /** Stores the contents for the subject, and gives the key under which that was done. */
    private static SubjectKey keep(List<Content> contents, String subject, PlaceTools place, List<ArchivedBlob> blobs) {
        while (true) {
            SubjectKey key = place.keys.keyOf(subject);
            try {
                blobs.clear();
                for (Content content : contents)
                    blobs.add(place.blobs.put(content.bytes, key, content.mediaType, content.field));
                return key;
            } catch (KeyDestroyedException e) {
                // erased a moment ago: what comes now is new data of the subject, under a new key
            }
        }
    }

    private record Content(String field, byte[] bytes, @Nullable String mediaType) {}

    /** What a sealed part is bound to: moved to another row or another part, it does not open. */
    static byte[] context(String part, String inferenceId, String keyName) {
        return (part + "\n" + keyName + "\n" + inferenceId).getBytes(StandardCharsets.UTF_8);
    }

    private PlaceTools place(String of) throws RejectedRecordException {
        String place;
        try {
            place = residency.placeOf(of);
        } catch (UnlawfulRegionException e) {
            throw new RejectedRecordException(RejectionReason.NO_LAWFUL_PLACE, "field " + e.getMessage());
        }
        return places.computeIfAbsent(place, name -> {
            CachedKeys keys = new CachedKeys(archive.place(name).keys(), settings.cachedKeys());
            return new PlaceTools(
                    keys,
                    archive.place(name).blobs(),
                    new Redactor(rules, archive.place(name).keys().placeSecret("hash")));
        });
    }

    private static String identity(IndexedRecord record, int position, String field) throws RejectedRecordException {
        String value = String.valueOf(record.get(position));
        if (value.isBlank() || value.length() > LONGEST_ID)
            throw new RejectedRecordException(
                    RejectionReason.INVALID_FIELD,
                    "field " + field + " is "
                            + (value.isBlank() ? "blank" : value.length() + " characters long")
                            + ", expected 1 to " + LONGEST_ID + " characters");
        return value;
    }

    private byte[] digest(SubjectKey key, byte[] value) {
        try {
            mac.init(new SecretKeySpec(key.secret(), "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("key " + key.name() + " cannot be used", e);
        }
        mac.update(DIGEST_PURPOSE);
        return Arrays.copyOf(mac.doFinal(value), DIGEST_BYTES);
    }

    void sync() {
        places.values().forEach(place -> place.keys.store().sync());
    }

    @Override
    public void close() {
        archive.close();
    }
}
