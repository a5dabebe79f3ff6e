package dev.evenflow.benchmarks.peers;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenflow.payments.Transaction;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.types.logical.LogicalType;

/**
 * Submits a script of Flink SQL, as its command line client would: {@code transactions} and {@code vectors} are tables on Kafka with
 * Confluent's wire format, the script makes the view {@code features}, and all of it goes exactly-once into {@code vectors}.
 * Prints {@code job ID} and ends; the job runs on.
 */
public final class FlinkSqlPeer {
    /** What the script uses of the transaction, in the order of its schema. */
    private static final List<String> COLUMNS = List.of(
            "transaction_id",
            "event_time",
            "customer_id",
            "card_id",
            "terminal_id",
            "merchant_id",
            "merchant_category_code",
            "merchant_country",
            "card_country",
            "amount",
            "channel",
            "authorization",
            "device_id",
            "ip_address",
            "latitude",
            "longitude");

    private FlinkSqlPeer() {}

    /** Options: conf, rest (host:port), jars (commas), script, bootstrap, registry, source, out, parallelism, disorder (seconds). */
    public static void main(String... arguments) throws Exception {
        PeerArguments options = PeerArguments.of(arguments);
        List<String> jars = Arrays.asList(options.text("jars").split(","));
        TableEnvironment tables = environment(options, jars);
        for (String jar : jars) tables.executeSql("ADD JAR '" + jar + "'");
        tables.executeSql(source(options));
        for (String statement : script(options.text("script"))) tables.executeSql(statement);
        tables.executeSql(sink(options, tables));
        registerVectors(options, tables);
        JobClient job = tables.executeSql("INSERT INTO vectors SELECT * FROM features")
                .getJobClient()
                .orElseThrow();
        System.out.println("job " + job.getJobID());
    }

    private static TableEnvironment environment(PeerArguments options, List<String> jars) {
        Configuration configuration = GlobalConfiguration.loadConfiguration(options.text("conf"));
        String[] rest = options.text("rest").split(":", -1);
        configuration.set(DeploymentOptions.TARGET, "remote");
        configuration.set(RestOptions.ADDRESS, rest[0]);
        configuration.set(RestOptions.PORT, Integer.parseInt(rest[1]));
        configuration.set(CoreOptions.DEFAULT_PARALLELISM, options.number("parallelism"));
        configuration.set(
                PipelineOptions.JARS, jars.stream().map(jar -> "file://" + jar).toList());
        configuration.set(PipelineOptions.NAME, "flink-sql " + options.text("script"));
        // operators of a plan have no uids that a user could give
        configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
        TableEnvironment tables = TableEnvironment.create(EnvironmentSettings.newInstance()
                .inStreamingMode()
                .withConfiguration(configuration)
                .build());
        tables.getConfig().set("table.local-time-zone", "UTC");
        return tables;
    }

    private static String source(PeerArguments options) {
        List<String> columns = new ArrayList<>();
        List<Schema.Field> fields = new ArrayList<>();
        for (String name : COLUMNS) {
            Schema.Field field = Transaction.getClassSchema().getField(name);
            // a number of milliseconds, of which the table makes its time
            Schema type = name.equals("event_time") ? Schema.create(Schema.Type.LONG) : field.schema();
            columns.add("`" + name + "` " + type(type));
            fields.add(new Schema.Field(name, type));
        }
        Schema transaction = Transaction.getClassSchema();
        Schema read = Schema.createRecord(
                transaction.getName(), null, transaction.getNamespace(), transaction.isError(), fields);
        return "CREATE TEMPORARY TABLE transactions (\n  " + String.join(",\n  ", columns)
                + ",\n  ts AS TO_TIMESTAMP_LTZ(event_time, 3),\n  WATERMARK FOR ts AS ts - INTERVAL '"
                + options.number("disorder") + "' SECOND\n) WITH (\n  'connector' = 'kafka', 'topic' = '"
                + options.text("source") + "', 'properties.bootstrap.servers' = '" + options.text("bootstrap")
                + "', 'properties.group.id' = '" + options.text("out") + "', 'scan.startup.mode' = 'earliest-offset',\n"
                + "  'format' = 'avro-confluent', 'avro-confluent.url' = '" + options.text("registry")
                // the enums of the topic's schema cannot be read as the strings that the table's own would be
                + "', 'avro-confluent.schema' = '" + read + "'\n)";
    }

    private static String sink(PeerArguments options, TableEnvironment tables) {
        List<String> columns = tables.from("features").getResolvedSchema().getColumns().stream()
                .map(column -> "`" + column.getName() + "` " + column.getDataType())
                .toList();
        return "CREATE TEMPORARY TABLE vectors (\n  " + String.join(",\n  ", columns)
                + "\n) WITH (\n  'connector' = 'kafka', 'topic' = '" + options.text("out")
                + "', 'properties.bootstrap.servers' = '" + options.text("bootstrap")
                + "', 'properties.transaction.timeout.ms' = '600000', 'sink.delivery-guarantee' = 'exactly-once', "
                + "'sink.transactional-id-prefix' = '" + options.text("out")
                + "',\n  'format' = 'avro-confluent', 'avro-confluent.url' = '" + options.text("registry")
                + "', 'avro-confluent.subject' = '" + options.text("out") + "-value'\n)";
    }

    /**
     * As somebody who deploys would. Otherwise each of the sink's tasks registers the schema when it has its first row, and if two do so at a time the registry
     * answers one of them with 409, which fails the job.
     */
    private static void registerVectors(PeerArguments options, TableEnvironment tables) throws Exception {
        LogicalType row = tables.from("vectors")
                .getResolvedSchema()
                .toPhysicalRowDataType()
                .getLogicalType();
        URL[] jars = Arrays.stream(options.text("jars").split(","))
                .map(jar -> url("file://" + jar))
                .toArray(URL[]::new);
        String schema;
        try (URLClassLoader format = new URLClassLoader(jars, FlinkSqlPeer.class.getClassLoader())) {
            // the format's own conversion, which is not on this class path: the sink is to find the very same schema
            schema = format.loadClass("org.apache.flink.formats.avro.typeutils.AvroSchemaConverter")
                    .getMethod("convertToSchema", LogicalType.class)
                    .invoke(null, row)
                    .toString();
        }
        String body =
                new ObjectMapper().createObjectNode().put("schema", schema).toString();
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(options.text("registry") + "/subjects/" + options.text("out")
                                        + "-value/versions"))
                                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != HttpURLConnection.HTTP_OK) {
            throw new IllegalStateException("the registry answers the vectors' schema with " + answer.statusCode()
                    + ", expected 200: " + answer.body());
        }
    }

    private static URL url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("option jars has " + text + ", expected a path", e);
        }
    }

    private static String type(Schema schema) {
        return switch (schema.getType()) {
            case UNION -> type(schema.getTypes().get(1)).replace(" NOT NULL", "");
            case BYTES -> "DECIMAL(18, 4) NOT NULL";
            case LONG -> "BIGINT NOT NULL";
            case DOUBLE -> "DOUBLE NOT NULL";
            case STRING, ENUM -> "STRING NOT NULL";
            default -> throw new IllegalArgumentException("no column type for " + schema);
        };
    }

    private static List<String> script(String name) throws IOException {
        try (InputStream file = FlinkSqlPeer.class.getResourceAsStream(name)) {
            if (file == null) throw new IllegalArgumentException("there is no script '" + name + "'");
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return Arrays.stream(text.replaceAll("(?m)^--.*$", "").split(";"))
                    .map(String::strip)
                    .filter(statement -> !statement.isEmpty())
                    .toList();
        }
    }
}
