package dev.evenflow.platform.topic;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemaDifferencesTest {

    @Test
    void saysWhichFieldsChanged() {
        Schema before = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"int\"},{\"name\":\"b\",\"type\":\"int\"}]}");
        Schema after = new Schema.Parser()
                .parse(
                        "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"a\",\"type\":\"string\"},{\"name\":\"c\",\"type\":\"int\"}]}");
        assertThat(SchemaDifferences.of(before, after))
                .anyMatch(line -> line.contains("field a is \"string\", was \"int\""))
                .anyMatch(line -> line.contains("field b is gone"))
                .anyMatch(line -> line.contains("field c is new and has no default"));
    }
}
