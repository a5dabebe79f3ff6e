package dev.evenflow.archive.redaction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.jspecify.annotations.Nullable;

/** Takes records apart by their rules. Not thread-safe. */
public final class Redactor {
    private static final int UNMASKED = 4;

    private final Schema schema;
    private final Redaction[] rules;
    private final @Nullable Object[] blanks;
    private final GenericData.Record toSeal;
    private final GenericDatumWriter<GenericData.Record> writer;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    private final BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
    private final byte[] header;
    private final Mac mac;

    /** @param hashSecret of the place, for fields that are hashed */
    public Redactor(RedactionRules rules, byte[] hashSecret) {
        this.schema = rules.schema();
        List<Schema.Field> fields = schema.getFields();
        this.rules = new Redaction[fields.size()];
        this.blanks = new Object[fields.size()];
        this.toSeal = new GenericData.Record(schema);
        for (Schema.Field field : fields) {
            this.rules[field.pos()] = rules.of(field.name());
            this.blanks[field.pos()] = blank(field.schema());
            toSeal.put(field.pos(), blanks[field.pos()]);
        }
        this.writer = new GenericDatumWriter<>(schema);
        this.header = SealedContent.header(SchemaNormalization.parsingFingerprint64(schema));
        try {
            this.mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(hashSecret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no HmacSHA256", e);
        }
    }

    /** The given record stays as it is; the parts share its values. */
    public Redacted redact(IndexedRecord record) {
        GenericData.Record clear = new GenericData.Record(schema);
        for (int i = 0; i < rules.length; i++) {
            Object value = record.get(i);
            boolean sealed = rules[i] == Redaction.ENCRYPT;
            if (sealed) toSeal.put(i, value);
            clear.put(i, clear(rules[i], value, i));
        }
        bytes.reset();
        bytes.writeBytes(header);
        try {
            writer.write(toSeal, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return new Redacted(clear, bytes.toByteArray());
    }

    private @Nullable Object clear(Redaction rule, @Nullable Object value, int position) {
        return switch (rule) {
            case KEEP -> value;
            case DROP, ENCRYPT -> blanks[position];
            case MASK -> value == null ? null : mask(value.toString());
            case HASH -> value == null ? null : hash(value.toString());
        };
    }

    /** Stars for all but the last characters; nothing but stars where that would show most of it. */
    static String mask(String text) {
        int shown = text.length() >= 2 * UNMASKED ? UNMASKED : 0;
        return "*".repeat(text.length() - shown) + text.substring(text.length() - shown);
    }

    private String hash(String text) {
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What stands in place of a value that is elsewhere or nowhere. */
    private static @Nullable Object blank(Schema type) {
        if (type.isNullable()) return null;
        return switch (type.getType()) {
            case STRING -> "";
            case ENUM -> new GenericData.EnumSymbol(type, type.getEnumSymbols().get(0));
            case INT -> 0;
            case LONG -> 0L;
            case FLOAT -> 0f;
            case DOUBLE -> 0d;
            case BOOLEAN -> false;
            case BYTES -> java.nio.ByteBuffer.allocate(0);
            case ARRAY -> List.of();
            case MAP -> Map.of();
            case UNION -> blank(type.getTypes().get(0));
            case RECORD -> {
                GenericData.Record record = new GenericData.Record(type);
                for (Schema.Field field : type.getFields()) record.put(field.pos(), blank(field.schema()));
                yield record;
            }
            case FIXED -> new GenericData.Fixed(type, new byte[type.getFixedSize()]);
            case NULL -> null;
        };
    }
}
