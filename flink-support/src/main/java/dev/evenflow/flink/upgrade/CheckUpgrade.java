package dev.evenflow.flink.upgrade;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.configuration.GlobalConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Whether a job's jar with its options can go on from a savepoint or checkpoint of another version: its main makes the graph,
 * which is compared with what was saved and published. Starts nothing, changes nothing; each line printed begins with
 * {@code ok} or {@code refused}. Exit code 0, or 3 if something is refused.
 *
 * <p>{@code --jar FILE --savepoint URI --parallelism N [--before FILE] -- ARGUMENTS OF THE JOB}, with Flink's library and the jar on
 * the class path.
 */
public final class CheckUpgrade {
    private static final int REFUSED = 3;

    private CheckUpgrade() {}

    public static void main(String[] args) throws Exception {
        int end = Arrays.asList(args).indexOf("--");
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < end; i += 2) options.put(args[i], args[i + 1]);
        List<String> refused = new ArrayList<>();
        try (JarFile jar = new JarFile(new File(required(options, "--jar")))) {
            JobPlan plan;
            try {
                plan = JobPlan.ofMain(
                        Class.forName(JobPlan.mainClass(jar)),
                        Arrays.copyOfRange(args, end + 1, args.length),
                        GlobalConfiguration.loadConfiguration());
            } catch (Exception | LinkageError e) {
                report(List.of("the new version cannot be planned: " + reason(e)), "");
                System.exit(REFUSED);
                return;
            }
            System.out.println("ok options, feature set and registered schemas: " + plan.name());
            OperatorManifest manifest = OperatorManifest.of(jar);
            refused.addAll(published(plan, manifest, options.get("--before")));
            SavedStates saved = SavedStates.read(required(options, "--savepoint"), CheckUpgrade.class.getClassLoader());
            refused.addAll(restorable(plan, saved, Integer.parseInt(required(options, "--parallelism"))));
            long states = saved.operators().values().stream()
                    .mapToLong(o -> o.states().size())
                    .sum();
            report(refused, states + " states of " + saved.operators().size() + " operators can be restored");
        }
        System.exit(refused.isEmpty() ? 0 : REFUSED);
    }

    private static String required(Map<String, String> options, String name) {
        String value = options.get(name);
        if (value == null) throw new IllegalArgumentException("option " + name + " is missing");
        return value;
    }

    private static void report(List<String> refused, String ok) {
        if (refused.isEmpty()) System.out.println("ok " + ok);
        for (String reason : refused) System.out.println("refused " + reason.replace("\n", "\n  "));
    }

    private static String reason(Throwable thrown) {
        return thrown instanceof IllegalArgumentException || thrown instanceof IllegalStateException
                ? String.valueOf(thrown.getMessage())
                : thrown.toString();
    }

    private static List<String> published(JobPlan plan, OperatorManifest manifest, @Nullable String before)
            throws java.io.IOException {
        List<String> refused = new ArrayList<>();
        for (String uid : manifest.unpublished(plan))
            refused.add("operator " + uid
                    + " of the new graph is not in the manifest of its jar, expected every id to be published");
        if (before == null) return refused;
        try (JarFile old = new JarFile(new File(before))) {
            refused.addAll(manifest.lost(OperatorManifest.of(old)));
        }
        if (refused.isEmpty())
            System.out.println(
                    "ok operator ids: all " + manifest.operators().size() + " that were published are there");
        return refused;
    }

    /** Why not, one line each. States of connectors are theirs: of them only the operator is looked for. */
    static List<String> restorable(JobPlan plan, SavedStates saved, int parallelism) {
        Set<String> refused = new TreeSet<>();
        saved.operators().forEach((id, before) -> {
            String called = before.uid().isEmpty() ? "operator " + id : "operator " + JobPlan.ofId(before.uid());
            JobPlan.Operator now = plan.operators().get(id);
            if (before.bytes() == 0) return;
            if (now == null) {
                refused.add(called + " has " + before.bytes()
                        + " bytes of state, and the new version has no such operator");
                return;
            }
            if (parallelism > before.maxParallelism() && before.keys() != null)
                refused.add(called + " cannot be spread to a parallelism of " + parallelism + ", expected at most "
                        + before.maxParallelism());
            Map<String, StateDescriptor<?, ?>> states = now.states();
            if (states == null) return;
            if (before.keys() != null && now.key() != null)
                add(refused, called + ", keys", StateForm.refusal(now.key(), before.keys()));
            before.states().forEach((name, state) -> {
                StateDescriptor<?, ?> descriptor = states.get(name);
                if (descriptor == null) refused.add(called + ", state " + name + ": the new version does not keep it");
                else
                    add(
                            refused,
                            called + ", state " + name,
                            StateForm.refusal(StateForm.serializer(descriptor, state.keyed()), state.values()));
            });
        });
        return List.copyOf(refused);
    }

    private static void add(Set<String> refused, String where, String refusal) {
        if (!refusal.isEmpty()) refused.add(where + ": " + refusal);
    }
}
