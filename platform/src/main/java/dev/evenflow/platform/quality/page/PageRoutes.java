package dev.evenflow.platform.quality.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Which path is what. */
final class PageRoutes {
    private static final long DEFAULT_RANGE_MS = 6 * 3_600_000L;

    private final PageFiles files = new PageFiles();
    private final PageData data;
    /** Versions of another run are not ours. */
    private final String run =
            Long.toString(ProcessHandle.current().pid(), 36) + "-" + Long.toString(System.nanoTime(), 36);

    PageRoutes(PageData data) {
        this.data = data;
    }

    PageReply reply(String path, @Nullable String rawQuery) {
        Optional<PageReply> file = files.find(path);
        if (file.isPresent()) {
            return file.get();
        }
        Map<String, String> query = parse(rawQuery);
        try {
            return switch (path) {
                case "/api/overview" -> json(() -> Optional.of(data.overview()), "");
                case "/api/incidents" -> json(() -> Optional.of(data.incidents()), "");
                case "/api/incident" -> {
                    String id = require(query, "id");
                    yield json(() -> data.incident(id), "there is no incident '" + id + "' among those kept");
                }
                case "/api/dataset" -> {
                    String name = require(query, "name");
                    long range = number(query, "range").orElse(DEFAULT_RANGE_MS);
                    yield json(
                            () -> data.dataset(name, range),
                            "no dataset '" + name + "' was judged or named in a lineage");
                }
                case "/api/window" -> {
                    String name = require(query, "dataset");
                    Optional<Long> start = number(query, "start");
                    yield json(
                            () -> data.window(name, start),
                            "nothing is kept of dataset '" + name + "' for that window");
                }
                default -> PageReply.error(404, "there is no such page");
            };
        } catch (IllegalArgumentException e) {
            return PageReply.error(400, String.valueOf(e.getMessage()));
        }
    }

    private PageReply json(Supplier<Optional<ObjectNode>> body, String otherwise) {
        // before the content: a tag that is too old costs a transfer, one that is too new would hide a change
        String tag = run + "-" + Long.toString(data.version(), 36);
        return body.get().map(json -> PageReply.json(tag, json)).orElseGet(() -> PageReply.error(404, otherwise));
    }

    private static String require(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("parameter " + name + " is missing");
        }
        return value;
    }

    private static Optional<Long> number(Map<String, String> query, String name) {
        String value = query.get(name);
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(value));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "parameter " + name + " is '" + value + "', expected whole milliseconds", e);
        }
    }

    private static Map<String, String> parse(@Nullable String rawQuery) {
        Map<String, String> query = new HashMap<>();
        if (rawQuery != null) {
            for (String pair : rawQuery.split("&")) {
                String[] parts = pair.split("=", 2);
                query.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
            }
        }
        return query;
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }
}
