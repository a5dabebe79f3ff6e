package dev.evenflow.platform.kubernetes;

import static dev.evenflow.platform.kubernetes.CustomResourceSchema.map;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.evenflow.house.GeneratedSection;
import dev.evenflow.platform.Project;
import dev.evenflow.platform.flink.FlinkConfiguration;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** flink-conf/kubernetes is what the operator's CRD and Kubernetes take, field by field, and says what flink-conf/ says. */
class KubernetesManifestsTest {
    private static final Path CONF = Project.locate().flinkConf();
    private static final Path KUBERNETES = CONF.resolve("kubernetes");
    private static final String DEPLOYMENT = "FlinkDeployment";

    /** The newest CRD on Maven Central ends at Flink 1.20; that of operator 1.16 and newer knows this one. */
    private static final String FLINK_VERSION = "v2_3";

    private static final Map<String, Class<?>> KINDS = Map.of(
            "ServiceAccount", ServiceAccount.class,
            "Role", Role.class,
            "RoleBinding", RoleBinding.class,
            "ConfigMap", ConfigMap.class,
            "PersistentVolumeClaim", PersistentVolumeClaim.class,
            "CronJob", CronJob.class);

    /** Kubernetes' own kinds as classes, without the map in which they keep fields that nobody knows. */
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new JacksonAnnotationIntrospector() {
                @Override
                public Boolean hasAnySetter(Annotated annotated) {
                    return false;
                }
            });

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void everyFieldIsOneThatTheClusterKnows(String overlay) throws IOException {
        List<Map<String, Object>> objects = Kustomization.render(KUBERNETES.resolve("overlays/" + overlay));
        assertThat(objects).extracting(object -> object.get("kind")).contains(DEPLOYMENT, "CronJob", "ConfigMap");
        List<String> problems = new ArrayList<>();
        for (Map<String, Object> object : objects)
            for (String problem : problems(object))
                problems.add(object.get("kind") + " " + Kustomization.name(object) + " " + problem);
        assertThat(problems).isEmpty();
    }

    private static List<String> problems(Map<String, Object> object) throws IOException {
        if (object.get("kind").equals(DEPLOYMENT)) {
            assertThat(map(object.get("spec")).put("flinkVersion", "v1_20")).isEqualTo(FLINK_VERSION);
            return deployments().problems(object);
        }
        try {
            read(object);
            return List.of();
        } catch (IllegalArgumentException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
    }

    @Test
    void aBrokenFieldIsFound() throws IOException {
        Map<String, Object> deployment = first(DEPLOYMENT);
        map(deployment.get("spec")).put("flinkVersion", "v1_20");
        map(map(deployment.get("spec")).get("job")).put("upgradeMod", "savepoint");
        map(map(deployment.get("spec")).get("jobManager")).put("replicas", "one");
        map(map(map(deployment.get("spec")).get("podTemplate")).get("spec")).put("restartPolice", "Never");
        assertThat(deployments().problems(deployment))
                .anyMatch(problem -> problem.startsWith(".spec.job.upgradeMod: no such field"))
                .anyMatch(problem -> problem.startsWith(".spec.jobManager.replicas: 'one', expected type integer"))
                .anyMatch(problem -> problem.startsWith(".spec.podTemplate.spec.restartPolice: no such field"))
                .hasSize(3);
        Map<String, Object> cron = first("CronJob");
        map(cron.get("spec")).put("shedule", "0 2 * * 6");
        assertThatThrownBy(() -> read(cron)).hasMessageContaining("shedule");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fraud-features", "inference-archive", "quality-monitor"})
    void flinksConfigurationIsThatOfFlinkConf(String job) throws IOException {
        Map<String, String> settings = new TreeMap<>(FlinkConfiguration.read(CONF.resolve("config.yaml")));
        settings.putAll(FlinkConfiguration.read(CONF.resolve("jobs/" + job + ".yaml")));
        settings.putAll(FlinkConfiguration.read(KUBERNETES.resolve("flink.yaml")));
        new GeneratedSection(KUBERNETES.resolve("base/config/" + job + ".yaml"), "  flinkConfiguration:", "# end")
                .mustBe(
                        settings.entrySet().stream()
                                .map(setting -> "    " + setting.getKey() + ": \"" + setting.getValue() + "\"")
                                .collect(Collectors.joining("\n")),
                        "./mvnw -pl platform -am test -Dtest=KubernetesManifestsTest -Dsurefire.failIfNoSpecifiedTests=false");
    }

    /** Options that come by environment are options of that job, and no secret is among them. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void whatDeploymentsMountIsThere(String overlay) throws IOException {
        List<Map<String, Object>> objects = Kustomization.render(KUBERNETES.resolve("overlays/" + overlay));
        Set<String> maps = names(objects, "ConfigMap");
        Set<String> claims = names(objects, "PersistentVolumeClaim");
        String all = STRICT.writeValueAsString(objects);
        assertThat(maps).isNotEmpty().allSatisfy(map -> assertThat(all).contains("\"" + map + "\""));
        for (String volume : texts(objects, "claimName")) assertThat(claims).contains(volume);
        assertThat(objects)
                .filteredOn(object -> object.get("kind").equals(DEPLOYMENT))
                .hasSize(Project.locate().jobs().size())
                .allSatisfy(object -> {
                    String name = Kustomization.name(object);
                    assertThat(Project.locate().jobs()).contains(name);
                    assertThat(maps).contains("evenflow-" + name);
                    Map<String, Object> job = map(map(object.get("spec")).get("job"));
                    assertThat(job)
                            .containsEntry("upgradeMode", "savepoint")
                            .containsEntry("jarURI", "local:///opt/evenflow/evenflow-" + name + ".jar");
                    String main = job.get("entryClass").toString().replace('.', '/') + ".java";
                    assertThat(Project.locate().root().resolve("jobs/" + name + "/src/main/java/" + main))
                            .exists();
                });
        assertThat(all.toLowerCase(java.util.Locale.ROOT)).doesNotContain("password=", "jaas_config=");
    }

    /** Our reading of kustomize beside the real one, where somebody has it. */
    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void kustomizeMakesTheSame(String overlay) throws Exception {
        Path directory = KUBERNETES.resolve("overlays/" + overlay);
        Process process;
        try {
            process = new ProcessBuilder("kubectl", "kustomize", directory.toString()).start();
        } catch (IOException e) {
            assumeTrue(false, "there is no kubectl here: " + e.getMessage());
            return;
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isZero();
        assertThat(byName(Kustomization.documents(output))).isEqualTo(byName(Kustomization.render(directory)));
    }

    private static Map<String, Map<String, Object>> byName(List<Map<String, Object>> objects) {
        Map<String, Map<String, Object>> found = new HashMap<>();
        for (Map<String, Object> object : objects)
            assertThat(found.put(object.get("kind") + " " + Kustomization.name(object), object))
                    .isNull();
        return found;
    }

    private static Set<String> names(List<Map<String, Object>> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").equals(kind))
                .map(Kustomization::name)
                .collect(Collectors.toSet());
    }

    private static List<String> texts(Object node, String field) {
        Stream<?> children = node instanceof Map<?, ?> fields
                ? fields.values().stream()
                : node instanceof List<?> items ? items.stream() : Stream.of();
        Stream<String> here = node instanceof Map<?, ?> fields && fields.get(field) instanceof String text
                ? Stream.of(text)
                : Stream.of();
        return Stream.concat(here, children.flatMap(child -> texts(child, field).stream()))
                .toList();
    }

    private static Map<String, Object> first(String kind) throws IOException {
        return Kustomization.render(KUBERNETES.resolve("overlays/prod")).stream()
                .filter(object -> object.get("kind").equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private static Object read(Map<String, Object> object) {
        Class<?> kind = KINDS.get(String.valueOf(object.get("kind")));
        assertThat(kind).as("a class for " + object.get("kind")).isNotNull();
        return STRICT.convertValue(object, kind);
    }

    private static CustomResourceSchema deployments() throws IOException {
        String resource = "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";
        try (InputStream in = KubernetesManifestsTest.class.getClassLoader().getResourceAsStream(resource)) {
            assertThat(in).as(resource).isNotNull();
            String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return CustomResourceSchema.of(Kustomization.documents(yaml).get(0), "v1beta1");
        }
    }
}
