package dev.evenflow.flink.upgrade;

import java.lang.reflect.InvocationTargetException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.apache.flink.api.common.JobExecutionResult;
import org.apache.flink.api.common.state.StateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.OperatorIDPair;
import org.apache.flink.runtime.jobgraph.JobVertex;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.AbstractUdfStreamOperator;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The operators of a job's graph by their id (in hexadecimal, as savepoints address them).
 *
 * @param name of the job in Flink
 */
public record JobPlan(String name, Map<String, Operator> operators) {
    /** Connectors make several operators of one id. */
    private static final Pattern MADE_OF_ID =
            Pattern.compile("^(?:Source: |Sink )?(?:Committer: )?(.*?)(?:: Writer|: Committer)?$");

    /**
     * @param uid as given to the operator
     * @param states by name, null for an operator that is not ours or does not say
     * @param key of keyed state, null without
     */
    public record Operator(
            String uid, @Nullable Map<String, StateDescriptor<?, ?>> states, @Nullable TypeSerializer<?> key) {}

    /** The graph that a main method makes, which is not run. What main throws is thrown. */
    public static JobPlan ofMain(Class<?> main, String[] arguments, Configuration flink) throws Exception {
        Planning.install(flink);
        try {
            main.getMethod("main", String[].class).invoke(null, (Object) arguments);
            throw new IllegalStateException(main.getName() + " ended without starting a job");
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Planned planned) return of(planned.graph);
            if (e.getCause() instanceof Exception cause) throw cause;
            if (e.getCause() instanceof Error cause) throw cause;
            throw e;
        } finally {
            Planning.uninstall();
        }
    }

    /** The class that a job's jar names as its entry point. */
    static String mainClass(JarFile jar) throws java.io.IOException {
        Manifest manifest = jar.getManifest();
        String name = manifest == null ? null : manifest.getMainAttributes().getValue("Main-Class");
        if (name == null)
            throw new IllegalArgumentException(
                    jar.getName() + " names no Main-Class in its manifest, expected a job's jar");
        return name;
    }

    public static JobPlan of(StreamGraph graph) {
        Map<String, StreamNode> nodes = new TreeMap<>();
        for (StreamNode node : graph.getStreamNodes()) nodes.put(node.getTransformationUID() + "", node);
        Map<String, Operator> operators = new LinkedHashMap<>();
        for (JobVertex vertex : graph.getJobGraph().getVertices()) {
            for (OperatorIDPair id : vertex.getOperatorIDs()) {
                StreamNode node = nodes.get(id.getUserDefinedOperatorUid() + "");
                operators.put(
                        id.getUserDefinedOperatorID()
                                .orElse(id.getGeneratedOperatorID())
                                .toHexString(),
                        new Operator(
                                ofId(id.getUserDefinedOperatorUid() + ""),
                                node == null ? null : states(node),
                                node == null ? null : node.getStateKeySerializer()));
            }
        }
        return new JobPlan(graph.getJobName(), operators);
    }

    static String ofId(String uid) {
        return MADE_OF_ID.matcher(uid).replaceFirst("$1");
    }

    private static @Nullable Map<String, StateDescriptor<?, ?>> states(StreamNode node) {
        if (!(node.getOperatorFactory() instanceof SimpleOperatorFactory<?> factory)) return null;
        StreamOperator<?> operator = factory.getOperator();
        Object keeper = operator instanceof KeepsState ? operator : null;
        if (keeper == null && operator instanceof AbstractUdfStreamOperator<?, ?> wrapped)
            keeper = wrapped.getUserFunction();
        if (!(keeper instanceof KeepsState keeps)) return null;
        Map<String, StateDescriptor<?, ?>> states = new TreeMap<>();
        List<StateDescriptor<?, ?>> declared = keeps.states();
        for (StateDescriptor<?, ?> state : declared) {
            state.initializeSerializerUnlessSet(new org.apache.flink.api.common.ExecutionConfig());
            states.put(state.getName(), state);
        }
        return states;
    }

    /** Ends main where the job would start. */
    private static final class Planned extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient StreamGraph graph;

        Planned(StreamGraph graph) {
            super("planned");
            this.graph = graph;
        }
    }

    /** What main gets in the place of a cluster. */
    private static final class Planning extends StreamExecutionEnvironment {
        Planning(Configuration flink) {
            super(flink);
        }

        static void install(Configuration flink) {
            initializeContextEnvironment(configuration -> {
                Configuration all = new Configuration(flink);
                all.addAll(configuration);
                return new Planning(all);
            });
        }

        static void uninstall() {
            resetContextEnvironment();
        }

        @Override
        public JobExecutionResult execute(StreamGraph graph) {
            throw new Planned(graph);
        }

        @Override
        public JobClient executeAsync(StreamGraph graph) {
            throw new Planned(graph);
        }
    }
}
