package dev.evenflow.platform.topic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.platform.PlatformException;
import dev.evenflow.platform.process.Http;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Subjects of the registry, through Confluent's REST API. */
public final class RegistrySubjects {
    private static final String TYPE = "application/vnd.schemaregistry.v1+json";
    private static final int CONFLICT = 409;
    private static final int NOT_FOUND = 404;

    private final String url;
    private final Map<Integer, Schema> byId = new ConcurrentHashMap<>();

    public RegistrySubjects(String url) {
        this.url = url;
    }

    /** @param isNew false if the subject had this very schema before */
    public record Registration(String subject, int id, int version, boolean isNew) {}

    /** Registers the schema unless the subject has it. An incompatible schema is an error that says which field. */
    public Registration register(String subject, Schema schema) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
        Http.Answer known = send("POST", "/subjects/" + subject, body);
        if (known.isOk()) {
            return new Registration(
                    subject,
                    known.body().path("id").asInt(),
                    known.body().path("version").asInt(),
                    false);
        }
        Http.Answer answer = send("POST", "/subjects/" + subject + "/versions", body);
        if (answer.status() == CONFLICT) {
            throw incompatible(subject, schema, answer);
        }
        if (!answer.isOk()) {
            throw new PlatformException("the registry refuses a schema for subject " + subject + ": " + answer.status()
                    + " " + answer.text());
        }
        int version = send("GET", "/subjects/" + subject + "/versions/latest", null)
                .body()
                .path("version")
                .asInt();
        return new Registration(subject, answer.body().path("id").asInt(), version, true);
    }

    /** An incompatible schema is an error, as in {@link #register}; nothing is registered. */
    public void requireCompatible(String subject, Schema schema) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("schema", schema.toString());
        if (send("POST", "/subjects/" + subject, body).isOk()) return;
        Http.Answer answer = send("POST", "/compatibility/subjects/" + subject + "/versions/latest?verbose=true", body);
        if (answer.status() == NOT_FOUND) return;
        if (!answer.isOk()) {
            throw new PlatformException("the registry does not say whether a schema fits subject " + subject + ": "
                    + answer.status() + " " + answer.text());
        }
        if (!answer.body().path("is_compatible").asBoolean()) {
            throw incompatible(subject, schema, answer);
        }
    }

    /** The id of a schema that a deploy step registered; one that is missing is an error, never registered here. */
    public int idOf(String subject, Schema schema) {
        Http.Answer answer = send(
                "POST",
                "/subjects/" + subject,
                JsonNodeFactory.instance.objectNode().put("schema", schema.toString()));
        if (!answer.isOk()) {
            throw new PlatformException(
                    "subject " + subject + " does not have the schema " + schema.getFullName() + " of this build ("
                            + answer.status() + "): register it with ./evenflow register or ./evenflow deploy");
        }
        return answer.body().path("id").asInt();
    }

    /** The schema a record was written with. */
    public Schema byId(int id) {
        return byId.computeIfAbsent(id, missing -> {
            Http.Answer answer = send("GET", "/schemas/ids/" + missing, null);
            if (!answer.isOk()) {
                throw new PlatformException("the registry has no schema with id " + missing + ": " + answer.status());
            }
            return new Schema.Parser().parse(answer.body().path("schema").asText());
        });
    }

    private PlatformException incompatible(String subject, Schema schema, Http.Answer answer) {
        StringBuilder text = new StringBuilder("the schema is not compatible with subject ")
                .append(subject)
                .append(":\n");
        String latest = send("GET", "/subjects/" + subject + "/versions/latest", null)
                .body()
                .path("schema")
                .asText("");
        if (!latest.isEmpty()) {
            for (String difference : SchemaDifferences.of(new Schema.Parser().parse(latest), schema)) {
                text.append("  ").append(difference).append('\n');
            }
        }
        JsonNode message = answer.body().path("message");
        text.append("  the registry says: ")
                .append(message.asText(answer.text()).strip());
        return new PlatformException(text.toString());
    }

    private Http.Answer send(String method, String path, @Nullable JsonNode body) {
        try {
            return body == null ? Http.get(url + path) : Http.send(method, url + path, body, TYPE);
        } catch (IOException e) {
            throw new PlatformException(
                    String.format(Locale.ROOT, "the registry does not answer at %s%s (%s)", url, path, e), e);
        }
    }
}
