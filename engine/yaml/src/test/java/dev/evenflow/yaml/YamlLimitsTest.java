package dev.evenflow.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

class YamlLimitsTest {
    private static Object load(String yaml) {
        return new Yaml(new SafeConstructor(YamlLimits.options())).load(yaml);
    }

    @Test
    void whatPeopleWriteIsRead() {
        assertThat(load("a: {b: [1, two, &x three]}\nc: *x\n"))
                .isEqualTo(Map.of("a", Map.of("b", java.util.List.of(1, "two", "three")), "c", "three"));
        assertThat(load("a: " + "[".repeat(15) + "]".repeat(15))).isNotNull();
    }

    @Test
    void aFewLinesThatGrowToGigabytesAreRefused() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [lol, lol]\n");
        for (int i = 1; i < 30; i++) laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        assertThatThrownBy(() -> load(laughs.toString()))
                .isInstanceOf(YAMLException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void depthSizeAndDoubleNamesAreRefused() {
        assertThatThrownBy(() -> load("a: " + "[".repeat(30) + "]".repeat(30)))
                .isInstanceOf(YAMLException.class)
                .hasMessageContaining("epth");
        assertThatThrownBy(() -> load("a: " + "x".repeat(YamlLimits.LARGEST_FILE)))
                .isInstanceOf(YAMLException.class)
                .hasMessageContaining("code points");
        assertThatThrownBy(() -> load("a: 1\na: 2\n"))
                .isInstanceOf(YAMLException.class)
                .hasMessageContaining("duplicate");
    }

    @Test
    void nothingInAFileBecomesAnObject() {
        assertThatThrownBy(() -> load("a: !!javax.script.ScriptEngineManager []"))
                .isInstanceOf(YAMLException.class);
    }
}
