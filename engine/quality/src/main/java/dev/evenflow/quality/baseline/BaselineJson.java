package dev.evenflow.quality.baseline;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.quality.profile.FieldKind;
import dev.evenflow.quality.profile.FieldProfile;
import dev.evenflow.quality.profile.NumberSummary;
import dev.evenflow.quality.profile.RecordProfile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

/** The file of a {@link Baseline}: format 1. The digest tells a file that was edited or cut from one that is whole. */
final class BaselineJson {
    private static final String FORMAT = "evenflow-baseline";
    private static final int VERSION = 1;
    private static final int TOP_VALUES = 10;
    private static final double[] QUANTILES = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};
    private static final ObjectMapper JSON = new ObjectMapper();

    private BaselineJson() {}

    static String write(Baseline baseline) {
        ObjectNode root = JSON.createObjectNode();
        root.put("format", FORMAT);
        root.put("formatVersion", VERSION);
        root.put("dataset", baseline.dataset());
        root.put("contractVersion", baseline.contractVersion());
        root.put("madeFrom", baseline.madeFrom());
        root.put("madeAt", baseline.madeAt().toString());
        root.put("records", baseline.profile().records());
        ObjectNode fields = root.putObject("fields");
        baseline.profile().fields().forEach((name, field) -> fields.set(name, summary(field)));
        byte[] bytes = baseline.profile().toBytes();
        root.put("profileSha256", sha256(bytes));
        root.put("profile", Base64.getEncoder().encodeToString(bytes));
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ObjectNode summary(FieldProfile field) {
        ObjectNode summary = JSON.createObjectNode();
        summary.put("kind", field.kind().name());
        summary.put("count", field.count());
        summary.put("nulls", field.nulls());
        putUnless(summary, "nans", field.nans());
        putUnless(summary, "infinities", field.infinities());
        if (!Double.isNaN(field.distinct())) {
            summary.put("distinct", Math.round(field.distinct()));
        }
        NumberSummary numbers = field.numbers();
        if (numbers.count() > 0) {
            ObjectNode of = field.kind() == FieldKind.NUMBER ? summary : summary.putObject(measured(field.kind()));
            if (field.kind() == FieldKind.TIME) {
                of.put("from", instant(numbers.min()));
                of.put("to", instant(numbers.max()));
            } else {
                numbers(of, numbers);
            }
        }
        Map<String, Long> top = field.topValues();
        if (!top.isEmpty()) {
            ObjectNode values = summary.putObject("topValues");
            top.entrySet().stream().limit(TOP_VALUES).forEach(value -> values.put(value.getKey(), value.getValue()));
        }
        return summary;
    }

    private static void numbers(ObjectNode into, NumberSummary numbers) {
        into.put("min", numbers.min());
        into.put("max", numbers.max());
        into.put("mean", numbers.mean());
        into.put("stddev", numbers.stddev());
        ObjectNode quantiles = into.putObject("quantiles");
        for (double q : QUANTILES) {
            quantiles.put(Double.toString(q), numbers.quantile(q));
        }
    }

    private static String measured(FieldKind kind) {
        return switch (kind) {
            case TEXT -> "length";
            case BYTES -> "bytes";
            case LIST, MAP -> "size";
            case BOOLEAN -> "share";
            case TIME -> "time";
            case NUMBER -> "number";
        };
    }

    private static String instant(double millis) {
        return Instant.ofEpochMilli((long) millis).toString();
    }

    private static void putUnless(ObjectNode into, String key, long zero) {
        if (zero != 0) {
            into.put(key, zero);
        }
    }

    static Baseline parse(String file, String json) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new BaselineException("baseline " + file + ": no JSON: " + e.getOriginalMessage(), e);
        }
        String format = text(file, root, "format");
        if (!format.equals(FORMAT)) {
            throw wrong(file, "format", "\"" + FORMAT + "\"", format);
        }
        JsonNode version = root.path("formatVersion");
        if (version.asInt(-1) != VERSION) {
            throw wrong(file, "formatVersion", Integer.toString(VERSION), version.asText("nothing"));
        }
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text(file, root, "profile"));
        } catch (IllegalArgumentException e) {
            throw new BaselineException("baseline " + file + ": profile: no base64: " + e.getMessage(), e);
        }
        String digest = text(file, root, "profileSha256");
        if (!digest.equals(sha256(bytes))) {
            throw wrong(file, "profileSha256", sha256(bytes) + " (of what is in profile)", digest);
        }
        try {
            return new Baseline(
                    text(file, root, "dataset"),
                    text(file, root, "contractVersion"),
                    text(file, root, "madeFrom"),
                    Instant.parse(text(file, root, "madeAt")),
                    RecordProfile.fromBytes(bytes));
        } catch (DateTimeException e) {
            throw wrong(file, "madeAt", "an instant like 2026-01-31T12:00:00Z", text(file, root, "madeAt"));
        } catch (IllegalArgumentException e) {
            throw new BaselineException("baseline " + file + ": profile: " + e.getMessage(), e);
        }
    }

    private static String text(String file, JsonNode root, String key) {
        JsonNode value = root.path(key);
        if (!value.isTextual()) {
            throw wrong(file, key, "text", value.isMissingNode() ? "nothing" : value.toString());
        }
        return value.asText();
    }

    private static BaselineException wrong(String file, String key, String expected, String found) {
        return new BaselineException("baseline " + file + ": " + key + ": expected " + expected + ", found " + found);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
