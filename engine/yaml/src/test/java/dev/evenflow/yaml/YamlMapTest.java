package dev.evenflow.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.nodes.Node;

/** What is said of a file that cannot be used. Feature sets and contracts test the rest through their own parsers. */
class YamlMapTest {
    private static final Set<String> KEYS = new LinkedHashSet<>(List.of("name", "wait", "share", "on", "most"));

    private final Problems problems = new Problems("a.yaml");

    private YamlMap map(String yaml) {
        Node root = Objects.requireNonNull(YamlDocument.root(yaml, "a thing", problems));
        return new YamlMap(root, "thing", KEYS, problems);
    }

    @Test
    void valuesComeWithTheirTypes() {
        YamlMap map = map("name: ' a '\nwait: 5m\nshare: -1.5\n'on': true\nmost: 3\n");

        assertThat(map.required("name", "a name")).isEqualTo("a");
        assertThat(map.duration("wait")).isEqualTo(300_000L);
        assertThat(map.number("share")).isEqualTo(-1.5);
        assertThat(map.flag("on", false)).isTrue();
        assertThat(map.integer("most", 1, 9)).isEqualTo(3);
        assertThat(problems.isEmpty()).isTrue();
    }

    @Test
    void everyProblemHasItsLineAndWhatWasExpected() {
        YamlMap map = map("nane: a\nwait: soon\nshare: 7d\n'on': maybe\nmost: 10\n");
        map.required("name", "a name");
        map.duration("wait");
        map.number("share");
        map.flag("on", false);
        map.integer("most", 1, 9);

        assertThat(problems.all())
                .containsExactly(
                        "a.yaml:1: thing: unknown key 'nane', expected one of [name, wait, share, on, most]; did you mean 'name'?",
                        "a.yaml:1: thing: 'name' is missing, expected a name",
                        "a.yaml:2: thing: 'wait': found 'soon', expected a duration from 1s to 366d, such as 30s, 15m, 6h or 7d",
                        "a.yaml:3: thing: 'share': found '7d', expected a number such as 0 or -1.5",
                        "a.yaml:4: thing: 'on': found 'maybe', expected true or false",
                        "a.yaml:5: thing: 'most': found '10', expected a whole number from 1 to 9");
    }

    @Test
    void whatIsNoYamlIsSaidWithItsLine() {
        assertThat(YamlDocument.root("a: [1,\n", "a thing", problems)).isNull();
        assertThat(YamlDocument.root("", "a thing", problems)).isNull();
        assertThat(YamlDocument.root("a: &x [1]\nb: *x\n", "a thing", problems)).isNull();

        assertThat(problems.all().get(0)).startsWith("a.yaml:2: not YAML: ");
        assertThat(problems.all().get(1)).isEqualTo("a.yaml: empty, expected a thing");
        assertThat(problems.all()).hasSize(3);
    }
}
