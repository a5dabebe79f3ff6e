package dev.evenflow.quality.evidence;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;

/** The taxi trips as Avro records, by the month of their file. */
final class TaxiTrips {
    static final Set<String> TIMES = Set.of("pickup_datetime", "dropoff_datetime");
    private static final String FLAG = "store_and_fwd_flag";

    private TaxiTrips() {}

    static Map<String, List<GenericData.Record>> byMonth() throws IOException {
        Map<String, List<GenericData.Record>> months = new TreeMap<>();
        SharedTables.of("taxi/nyc_yellow_2018_to_2019-06.tar.xz")
                .forEach((name, rows) -> months.put(name.replaceAll(".*(\\d{4}-\\d{2}).csv", "$1"), records(rows)));
        return months;
    }

    static Schema schema(String... columns) {
        Schema time = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
        SchemaBuilder.FieldAssembler<Schema> fields =
                SchemaBuilder.record("Trip").fields();
        for (String column : columns) {
            fields = TIMES.contains(column)
                    ? fields.name(column).type(time).noDefault()
                    : column.equals(FLAG) ? fields.optionalString(column) : fields.optionalDouble(column);
        }
        return fields.endRecord();
    }

    private static List<GenericData.Record> records(List<String[]> rows) {
        String[] header = rows.get(0);
        Schema schema = schema(header);
        List<GenericData.Record> trips = new ArrayList<>();
        for (String[] row : rows.subList(1, rows.size())) {
            GenericData.Record trip = new GenericData.Record(schema);
            for (int i = 0; i < header.length; i++) {
                if (TIMES.contains(header[i])) {
                    trip.put(i, NabSeriesTest.millis(row[i]));
                } else if (!row[i].isEmpty()) {
                    trip.put(i, header[i].equals(FLAG) ? row[i] : (Object) Double.valueOf(row[i]));
                }
            }
            trips.add(trip);
        }
        return trips;
    }
}
