package dev.evenflow.flink.lineage;

import java.io.Serializable;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A dataset of a job as OpenLineage names it.
 *
 * @param namespace where it is: {@code kafka://host:port}, or {@code file} for a directory
 * @param name the topic, directory or table
 * @param schema its Avro schema as JSON; null where it has many or none
 * @param version what its content depends on beside its inputs, such as a feature set's version
 * @param columns its columns, each with the fields of inputs it is made from; empty where that is not known
 */
public record LineageDataset(
        String namespace,
        String name,
        @Nullable String schema,
        @Nullable String version,
        Map<String, List<Field>> columns)
        implements Serializable {
    private static final long serialVersionUID = 1L;

    /** A field of an input. */
    public record Field(String namespace, String dataset, String field) implements Serializable {
        private static final long serialVersionUID = 1L;
    }

    public LineageDataset {
        columns = new TreeMap<>(columns);
    }

    /** @param bootstrap host:port, several separated by commas: the first one names the cluster */
    public static LineageDataset topic(String bootstrap, String topic, @Nullable Schema schema) {
        return new LineageDataset("kafka://" + bootstrap.split(",", 2)[0].strip(), topic, text(schema), null, Map.of());
    }

    /** @param location a path, or a URI, whose scheme and authority are then the namespace */
    public static LineageDataset directory(String location, @Nullable Schema schema) {
        URI uri = location.matches("[a-zA-Z][a-zA-Z0-9+.-]*:.*") ? URI.create(location) : null;
        if (uri == null || uri.getHost() == null)
            return new LineageDataset("file", uri == null ? location : uri.getPath(), text(schema), null, Map.of());
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return new LineageDataset(
                uri.getScheme() + "://" + uri.getHost() + port, uri.getPath(), text(schema), null, Map.of());
    }

    private static @Nullable String text(@Nullable Schema schema) {
        return schema == null ? null : schema.toString();
    }

    public LineageDataset ofVersion(String text) {
        return new LineageDataset(namespace, name, schema, text, columns);
    }

    public LineageDataset from(Map<String, List<Field>> fields) {
        return new LineageDataset(namespace, name, schema, version, fields);
    }
}
