package dev.evenflow.archive.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ResidencyTest {
    private final Residency residency = new Residency(Map.of("DE", "eu", "FR", "eu", "US", "us"));

    @Test
    void aRegionHasItsPlace() throws Exception {
        assertThat(residency.placeOf("FR")).isEqualTo("eu");
        assertThat(residency.placeOf("US")).isEqualTo("us");
        assertThat(residency.places()).containsExactly("eu", "us");
        assertThat(residency.regions()).containsExactly("DE", "FR", "US");
    }

    @Test
    void anUnknownRegionIsRefusedNotGuessed() {
        assertThatThrownBy(() -> residency.placeOf("de"))
                .isInstanceOf(UnlawfulRegionException.class)
                .hasMessage("region: found 'de', expected one with a lawful place: DE, FR, US")
                .hasFieldOrPropertyWithValue("region", "de");
        assertThatThrownBy(() -> residency.placeOf("")).isInstanceOf(UnlawfulRegionException.class);
    }

    @Test
    void aResidencyNamesRegionsAndPlaces() {
        assertThatThrownBy(() -> new Residency(Map.of())).hasMessageContaining("regions: found none");
        assertThatThrownBy(() -> new Residency(Map.of("DE", " "))).hasMessageContaining("region 'DE' in place ' '");
    }
}
