package dev.evenflow.platform.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.evenflow.archive.store.Archive;
import dev.evenflow.archive.store.ArchiveFilter;
import dev.evenflow.archive.store.ArchiveReader;
import dev.evenflow.archive.store.FoundInference;
import dev.evenflow.platform.PlatformException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.data.Record;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evenflow archive find}. */
@Command(
        name = "find",
        description =
                "Print archived inferences with their feedback; what is sealed is opened where the subject's key exists.",
        mixinStandardHelpOptions = true)
public final class FindCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ArchiveOption archive = new ArchiveOption();

    @Option(names = "--id", description = "Inference id.")
    private @Nullable String id;

    @Option(names = "--subject", description = "Subject id. Finds nothing once the subject is erased.")
    private @Nullable String subject;

    @Option(
            names = "--subject-key",
            paramLabel = "NAME",
            description = "Name of a subject's key, as in rows and receipts.")
    private @Nullable String subjectKey;

    @Option(names = "--model", description = "Model.")
    private @Nullable String model;

    @Option(
            names = "--from",
            paramLabel = "TIME",
            description = "First event time: 2026-03-01 or 2026-03-01T10:00:00Z.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Event time before which to end.")
    private @Nullable String to;

    @Option(names = "--place", description = "Only in this place.")
    private @Nullable String place;

    @Option(
            names = "--snapshot",
            paramLabel = "ID",
            description = "The place's table of inferences as of this Iceberg snapshot.")
    private @Nullable Long snapshot;

    @Option(names = "--max", paramLabel = "N", description = "Stop after so many (default: ${DEFAULT-VALUE}).")
    private long max = 1000;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
            names = "--blobs",
            paramLabel = "DIR",
            description = "Fetch large contents into this directory, named by address.")
    private @Nullable Path blobs;

    @Override
    public void run() {
        ArchiveFilter filter = new ArchiveFilter(
                Optional.ofNullable(place),
                Optional.ofNullable(id),
                Optional.ofNullable(subject),
                Optional.ofNullable(subjectKey),
                Optional.ofNullable(model),
                time("--from", from),
                time("--to", to),
                snapshot == null ? OptionalLong.empty() : OptionalLong.of(snapshot));
        long[] found = {0};
        try (Archive open = archive.open()) {
            if (place != null) {
                open.place(place);
            }
            ArchiveReader reader = new ArchiveReader(open);
            reader.forEach(filter, inference -> {
                if (found[0] == max) {
                    System.err.println("there are more than " + max + "; see --max");
                    return false;
                }
                found[0]++;
                print(inference, System.out);
                fetchBlobs(reader, inference);
                return !System.out.checkError();
            });
        }
        if (!json) {
            System.out.println(found[0] + (found[0] == 1 ? " inference" : " inferences"));
        }
    }

    private Optional<Instant> time(String option, @Nullable String text) {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    text.length() == 10
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    option + " is '" + text + "', expected a day or a UTC time: 2026-03-01 or 2026-03-01T10:00:00Z");
        }
    }

    private void print(FoundInference found, PrintStream out) {
        ObjectNode node = InferenceJson.of(found);
        if (json) {
            out.println(node);
            return;
        }
        out.println(node.path("inference_id").asText() + "  "
                + node.path("status").asText() + "  "
                + node.path("event_time").asText() + "  " + node.path("model").asText() + "  " + found.place() + "/"
                + node.path("region").asText());
        for (String part : List.of("request", "response", "vector")) {
            if (node.has(part)) {
                out.println("  " + part + ": " + text(node.get(part)));
            }
        }
        if (node.has("scores")) {
            out.println("  scores: " + node.get("scores"));
        }
        node.path("feedback")
                .forEach(one -> out.println("  feedback: " + one.path("kind").asText() + " "
                        + one.path("name").asText() + " " + one.path("value").asText() + " known "
                        + one.path("known_at").asText()));
        node.path("blobs")
                .forEach(one -> out.println("  blob: " + one.path("field").asText() + " "
                        + one.path("length").asText() + " bytes at "
                        + one.path("address").asText()));
    }

    private static String text(JsonNode content) {
        return content.isTextual() ? content.asText() : content.toString();
    }

    private void fetchBlobs(ArchiveReader reader, FoundInference found) {
        if (blobs == null || !(found.row().getField("blobs") instanceof List<?> ofRow)) {
            return;
        }
        for (Object one : ofRow) {
            String address = String.valueOf(((Record) one).getField("address"));
            Path target = blobs.resolve(address);
            Optional<byte[]> content = reader.blob(found.place(), address);
            if (content.isEmpty()) {
                System.err.println("blob " + address + ": erased");
                continue;
            }
            try {
                Files.createDirectories(blobs);
                Files.write(target, content.get());
            } catch (IOException e) {
                throw new PlatformException("cannot write " + target + ": " + e.getMessage(), e);
            }
        }
    }
}
