package dev.evenflow.platform.quality.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the page, read once from the class path. A request names one of this list or nothing: no path of a
 * request ever reaches a file system.
 */
final class PageFiles {
    private static final List<String> NAMES = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "page.js",
            "dom.js",
            "format.js",
            "charts.js",
            "drift.js",
            "checks.js",
            "overview.js",
            "dataset.js",
            "incidents.js",
            "lineage.js");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Map<String, PageReply> byPath = new HashMap<>();

    PageFiles() {
        for (String name : NAMES) {
            byte[] content = read(name);
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            byPath.put("/" + name, PageReply.of(200, type, digest(content), content));
        }
        byPath.put("/", byPath.getOrDefault("/index.html", PageReply.error(404, "no page")));
    }

    Optional<PageReply> find(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    private static byte[] read(String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the build lacks " + name + " of the page");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
