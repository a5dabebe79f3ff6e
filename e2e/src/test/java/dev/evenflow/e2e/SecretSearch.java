package dev.evenflow.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Looks for strings wherever a secret could come to light: command lines, files of a platform's home, Flink's REST. Counts
 * what it looked at, so that a search of nothing does not pass for a search without a find.
 */
final class SecretSearch {
    private static final Pattern SAID = Pattern.compile("password=\"([^\"]+)\"|user\\.info=([^\\s]+)");
    private static final Pattern ID = Pattern.compile("\"(?:jid|id)\"\\s*:\\s*\"([^\"]+)\"");

    /** Shorter than any Java program lives, and long enough to leave it some processor. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final Map<String, String> texts = new TreeMap<>();
    private final Map<Long, Set<String>> commandLines = new ConcurrentHashMap<>();
    private volatile boolean watching = true;

    /** Every secret in a directory of them, also as basic authentication sends it. */
    static Set<String> secretsIn(Path directory) throws IOException {
        Set<String> secrets = new LinkedHashSet<>();
        for (Path file : files(directory)) {
            String name = file.getFileName().toString();
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            if (name.endsWith(".password")) secrets.add(text);
            if (!name.endsWith(".properties")) continue;
            for (Matcher said = SAID.matcher(text); said.find(); ) {
                if (said.group(1) != null) secrets.add(said.group(1));
                else {
                    secrets.add(said.group(2).split(":", 2)[1]);
                    secrets.add(Base64.getEncoder().encodeToString(said.group(2).getBytes(StandardCharsets.UTF_8)));
                }
            }
        }
        return secrets;
    }

    /** Notes, until {@link #stopWatching}, the command line of every process there is, however short its life. */
    Thread watchCommandLines() {
        Thread watch = new Thread(
                () -> {
                    while (watching) {
                        noteCommandLines();
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                },
                "command-lines");
        watch.setDaemon(true);
        watch.start();
        return watch;
    }

    void stopWatching() {
        watching = false;
    }

    void noteCommandLines() {
        try (Stream<ProcessHandle> processes = ProcessHandle.allProcesses()) {
            processes.forEach(process -> {
                try {
                    String line = Files.readString(
                            Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
                    commandLines
                            .computeIfAbsent(process.pid(), pid -> ConcurrentHashMap.newKeySet())
                            .add(line);
                } catch (IOException gone) {
                    // between being listed and being read
                }
            });
        }
    }

    int commandLines() {
        return commandLines.values().stream().mapToInt(Set::size).sum();
    }

    /** Everything below a directory but what is in, or is, one of these. */
    void addFiles(Path directory, List<Path> except) throws IOException {
        for (Path file : files(directory)) {
            // Kafka makes its indexes 10 MiB of nothing each
            if (except.stream().anyMatch(file::startsWith) || file.toString().endsWith("index")) continue;
            texts.put("file " + file, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
    }

    /** What Flink says of itself and its jobs, its logs and its pages. */
    void addRest(HttpClient client, String url) throws IOException, InterruptedException {
        for (String path : List.of(
                "/",
                "/index.html",
                "/config",
                "/overview",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/log",
                "/jobmanager/stdout",
                "/jobmanager/thread-dump",
                "/jobmanager/metrics",
                "/jars",
                "/jobs/overview")) add(client, url, path);
        for (String page : ids(texts.getOrDefault("GET /", ""), Pattern.compile("src=\"([\\w.-]+\\.js)\"")))
            add(client, url, "/" + page);
        for (String manager : ids(add(client, url, "/taskmanagers"), ID))
            for (String part : List.of("", "/log", "/stdout", "/metrics", "/thread-dump"))
                add(client, url, "/taskmanagers/" + manager + part);
        for (String job : ids(add(client, url, "/jobs"), ID)) {
            for (String part : List.of(
                    "/config",
                    "/plan",
                    "/exceptions",
                    "/accumulators",
                    "/checkpoints",
                    "/checkpoints/config",
                    "/jobmanager/config",
                    "/jobmanager/environment",
                    "/metrics")) add(client, url, "/jobs/" + job + part);
            for (String vertex : ids(add(client, url, "/jobs/" + job), ID))
                for (String part : List.of("", "/accumulators", "/subtasks/metrics", "/taskmanagers", "/watermarks"))
                    add(client, url, "/jobs/" + job + "/vertices/" + vertex + part);
        }
    }

    private String add(HttpClient client, String url, String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(URI.create(url + path)).build(), HttpResponse.BodyHandlers.ofByteArray());
        String text = new String(answer.body(), StandardCharsets.ISO_8859_1);
        texts.put("GET " + path, answer.statusCode() + " " + text);
        return text;
    }

    private static Set<String> ids(String text, Pattern pattern) {
        Set<String> ids = new LinkedHashSet<>();
        for (Matcher found = pattern.matcher(text); found.find(); ) ids.add(found.group(1));
        return ids;
    }

    /** Where one of the strings is; the strings themselves are not repeated. */
    List<String> find(Set<String> strings) {
        List<String> found = new ArrayList<>();
        texts.forEach((where, text) -> {
            if (strings.stream().anyMatch(text::contains)) found.add(where);
        });
        commandLines.forEach((pid, lines) -> {
            if (lines.stream().anyMatch(line -> strings.stream().anyMatch(line::contains)))
                found.add("command line of " + pid);
        });
        return found;
    }

    /** Number of texts of a kind: {@code "file "}, {@code "GET "}. */
    long texts(String kind) {
        return texts.keySet().stream().filter(where -> where.startsWith(kind)).count();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
