package dev.evenflow.platform.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;

class AvroJsonTest {

    private static final Schema SCHEMA = new Schema.Parser()
            .parse("{'type':'record','name':'R','fields':[".replace('\'', '"')
                    + "{'name':'at','type':{'type':'long','logicalType':'timestamp-millis'}},".replace('\'', '"')
                    + "{'name':'amount','type':['null',{'type':'bytes','logicalType':'decimal','precision':18,'scale':4}]},"
                            .replace('\'', '"')
                    + "{'name':'raw','type':'bytes'},".replace('\'', '"')
                    + "{'name':'tags','type':{'type':'array','items':'string'}}]}".replace('\'', '"'));

    @Test
    void isReadableByAPerson() {
        GenericRecord record = new GenericData.Record(SCHEMA);
        record.put("at", 0L);
        record.put("amount", ByteBuffer.wrap(new byte[] {0x03, (byte) 0xE8}));
        record.put("raw", ByteBuffer.wrap(new byte[] {1, 2, 3}));
        record.put("tags", List.of("a", "b"));
        assertThat(AvroJson.of(SCHEMA, record).toString())
                .isEqualTo(
                        "{\"at\":\"1970-01-01T00:00:00Z\",\"amount\":0.1000,\"raw\":\"AQID\",\"tags\":[\"a\",\"b\"]}");
    }
}
