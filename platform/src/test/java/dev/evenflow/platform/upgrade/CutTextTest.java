package dev.evenflow.platform.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CutTextTest {
    @Test
    void oneStopCoversAnotherThatIsNowhereFurther() {
        assertThat(CutText.covers("100@0:5,1:7", "100@0:5,1:7")).isTrue();
        assertThat(CutText.covers("120@0:5,1:9", "100@1:7")).isTrue();
        for (String less : List.of("99@0:5,1:7", "100@0:4,1:7", "100@0:5"))
            assertThat(CutText.covers(less, "100@0:5,1:7")).as(less).isFalse();
    }

    @Test
    void optionsThatChangeTakeThePlaceOfThoseOfTheSameName() {
        List<String> before = List.of("--disorder", "5m", "--emit=both");
        assertThat(JobOptionList.merged(before, List.of("--emit", "served", "--slice=2s")))
                .containsExactly("--disorder", "5m", "--emit", "served", "--slice=2s");
        assertThat(JobOptionList.value(before, "--emit")).isEqualTo("both");
        assertThat(JobOptionList.value(before, "--disorder")).isEqualTo("5m");
        assertThat(JobOptionList.value(before, "--slice")).isNull();
        assertThat(JobOptionList.without(before, "--disorder")).containsExactly("--emit=both");
    }
}
