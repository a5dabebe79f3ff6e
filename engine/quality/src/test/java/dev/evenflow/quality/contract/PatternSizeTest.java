package dev.evenflow.quality.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PatternSizeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
                "^(([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}|::)$",
                "a{100}-b{100}-c{100}",
                "[]{9}x]{3,}",
                "\\{1000}",
                "(a|b|[(])*",
                "((a{10}){10}){10}",
            })
    void whatPeopleWriteIsSmallAndTheBoundIsAtLeastWhatRe2Makes(String pattern) {
        assertThat(PatternSize.of(pattern)).isBetween(1L, PatternSize.LARGEST);
        assertThat(Pattern.compile(pattern).programSize())
                .as("steps of the compiled pattern, up to a few for each")
                .isLessThan((int) (8 * PatternSize.of(pattern) + 20));
    }

    @Test
    void repetitionsOfRepetitionsAreSeenBeforeTheyAreMade() {
        assertThat(PatternSize.of("((a{100}){100}){100}")).isGreaterThan(1_000_000);
        assertThat(PatternSize.of("((((((a{1000}){1000}){1000}){1000}){1000}){1000}){1000}"))
                .isGreaterThan(PatternSize.LARGEST);
        assertThat(PatternSize.of("(a{1000}){1000")).isLessThan(PatternSize.LARGEST);
        assertThat(PatternSize.of("(".repeat(50) + "a{999}" + "){2}".repeat(20)))
                .isGreaterThan(PatternSize.LARGEST);
    }

    @Test
    void nothingBreaksIt() {
        for (String odd : new String[] {"", "\\", "[", "[^", "{", ")", "(", "a{", "a{999999999999}", ")){5}", "[\\"})
            assertThat(PatternSize.of(odd)).as(odd).isBetween(0L, 100L);
    }
}
