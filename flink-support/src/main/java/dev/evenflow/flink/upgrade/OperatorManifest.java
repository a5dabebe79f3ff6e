package dev.evenflow.flink.upgrade;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * What a job publishes with its jar in {@link #FILE}: operator ids and, below each, the states it keeps and their forms. A
 * line that was published once is found again in every later version, or a savepoint loses that state.
 *
 * <p>Text: an id begins its line, a state is {@code "  name: form"} below it; {@code <word>} in an id stands for any word.
 */
public record OperatorManifest(Map<String, Map<String, String>> operators) {
    public static final String FILE = "META-INF/evenflow/operators.txt";

    /** @param from for messages */
    public static OperatorManifest parse(String from, String text) {
        Map<String, Map<String, String>> operators = new TreeMap<>();
        Map<String, String> states = null;
        for (String line :
                text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList()) {
            if (!line.startsWith(" ")) {
                states = new TreeMap<>();
                operators.put(line.strip(), states);
                continue;
            }
            String[] state = line.strip().split(": ", 2);
            if (states == null || state.length < 2)
                throw new IllegalArgumentException(
                        from + ": '" + line + "', expected an operator id, or '  state: form' below one");
            states.put(state[0], state[1]);
        }
        return new OperatorManifest(operators);
    }

    /** Of a job's jar; a jar without one is an error. */
    static OperatorManifest of(JarFile jar) throws IOException {
        ZipEntry entry = jar.getEntry(FILE);
        if (entry == null)
            throw new IllegalArgumentException(jar.getName() + " has no " + FILE + ", expected the jar of a job");
        try (InputStream in = jar.getInputStream(entry)) {
            return parse(jar.getName() + "!" + FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Of a graph, its ids written as this manifest writes them: {@code update-card-features} as {@code update-<entity>-features}. */
    public OperatorManifest like(JobPlan plan) {
        Map<String, Map<String, String>> found = new TreeMap<>();
        plan.operators().values().forEach(operator -> {
            Map<String, String> states = found.computeIfAbsent(published(operator.uid()), uid -> new TreeMap<>());
            var declared = operator.states();
            if (declared != null) declared.forEach((name, state) -> states.put(name, StateForm.text(state)));
        });
        return new OperatorManifest(found);
    }

    private String published(String uid) {
        if (operators.containsKey(uid)) return uid;
        for (String id : operators.keySet()) if (id.contains("<") && matches(id, uid)) return id;
        return uid;
    }

    private static boolean matches(String id, String uid) {
        StringBuilder pattern = new StringBuilder();
        for (String part : id.split("<[a-z]+>", -1)) {
            if (!pattern.isEmpty()) pattern.append(".+");
            pattern.append(Pattern.quote(part));
        }
        return uid.matches(pattern.toString());
    }

    /** What was published before and is not here any more, or in another form; one line each. */
    public List<String> lost(OperatorManifest before) {
        List<String> lost = new ArrayList<>();
        before.operators.forEach((uid, states) -> {
            Map<String, String> now = operators.get(uid);
            if (now == null) lost.add("operator " + uid + " was published and is gone");
            else
                states.forEach((state, form) -> {
                    if (!form.equals(now.get(state)))
                        lost.add("state " + state + " of operator " + uid + " was published as " + form
                                + ", expected no change, but it is "
                                + (now.get(state) == null ? "gone" : now.get(state)));
                });
        });
        return lost;
    }

    /** Ids of a graph that are not published. */
    Set<String> unpublished(JobPlan plan) {
        Set<String> missing = new TreeSet<>(like(plan).operators.keySet());
        missing.removeAll(operators.keySet());
        return missing;
    }

    /** As {@link #parse} reads it. */
    public String text() {
        StringBuilder text = new StringBuilder();
        operators.forEach((uid, states) -> {
            text.append(uid).append('\n');
            states.forEach((state, form) ->
                    text.append("  ").append(state).append(": ").append(form).append('\n'));
        });
        return text.toString();
    }
}
