package dev.evenflow.archive.store;

import dev.evenflow.yaml.YamlLimits;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * An archive as {@code archive.yaml} describes it: the catalog of its ledger, and its places. Relative paths are relative
 * to the file's directory; {@code ${NAME}} in a catalog's property is an environment variable. Errors name file and field.
 *
 * @param ledgerNamespace namespace of the tables of commits in the ledger's catalog
 * @param contracts directory of contracts that override the bundled ones
 * @param yaml the text itself: what is serialised, so that secrets of the environment never travel
 */
public record ArchiveConfig(
        String file,
        String archive,
        CatalogProperties ledger,
        String ledgerNamespace,
        List<PlaceConfig> places,
        Optional<Path> contracts,
        String yaml)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    public ArchiveConfig {
        places = List.copyOf(places);
    }

    public static ArchiveConfig read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new ArchiveStoreException("cannot read the archive's configuration " + file + ": " + e, e);
        }
    }

    /** @param file where the text is from: for messages, and its directory for relative paths */
    public static ArchiveConfig parse(String file, String yaml) {
        return parse(file, yaml, System::getenv);
    }

    static ArchiveConfig parse(String file, String yaml, Function<String, @Nullable String> environment) {
        Object document;
        try {
            document = new Yaml(new SafeConstructor(YamlLimits.options())).load(yaml);
        } catch (YAMLException e) {
            throw new ArchiveStoreException(file + ": not YAML: " + e.getMessage(), e);
        }
        Path parent = Path.of(file).toAbsolutePath().getParent();
        Path base = parent == null ? Path.of("/") : parent;
        YamlFields fields = new YamlFields(file, "", document);
        fields.allow("archive", "ledger", "places", "contracts");
        String archive = name(file, "archive", fields.text("archive"));
        YamlFields ledger = fields.mapping("ledger");
        ledger.allow("catalog", "namespace");
        List<PlaceConfig> places = new ArrayList<>();
        int index = 0;
        for (Object place : fields.list("places")) {
            places.add(place(file, base, new YamlFields(file, "places[" + index++ + "]", place), environment));
        }
        checkDistinct(file, places);
        return new ArchiveConfig(
                file,
                archive,
                CatalogProperties.of(ledger.mapping("catalog").texts(environment), base),
                name(file, "ledger.namespace", ledger.text("namespace", "archive")),
                places,
                fields.has("contracts") ? Optional.of(base.resolve(fields.text("contracts"))) : Optional.empty(),
                yaml);
    }

    private Object writeReplace() {
        return new Text(file, yaml);
    }

    private record Text(String file, String yaml) implements Serializable {
        private static final long serialVersionUID = 1L;

        private Object readResolve() {
            return parse(file, yaml);
        }
    }

    private static PlaceConfig place(
            String file, Path base, YamlFields fields, Function<String, @Nullable String> environment) {
        fields.allow("place", "regions", "catalog", "namespace", "blobs", "keys");
        String place = name(file, fields.at("place"), fields.text("place"));
        List<String> regions =
                fields.list("regions").stream().map(String::valueOf).toList();
        YamlFields keys = fields.mapping("keys");
        keys.allow("store", "kek-file", "kek-env");
        if (keys.has("kek-file") == keys.has("kek-env")) {
            throw new ArchiveStoreException(file + ": " + keys.at("kek-file") + " or " + keys.at("kek-env")
                    + " is needed, and only one of them");
        }
        PlaceConfig.Kek kek = keys.has("kek-file")
                ? new PlaceConfig.Kek.InFile(base.resolve(keys.text("kek-file")))
                : new PlaceConfig.Kek.InEnvironment(keys.text("kek-env"));
        return new PlaceConfig(
                place,
                regions,
                CatalogProperties.of(fields.mapping("catalog").texts(environment), base),
                name(file, fields.at("namespace"), fields.text("namespace", place)),
                Locations.absolute(fields.text("blobs"), base),
                base.resolve(keys.text("store")),
                kek);
    }

    private static void checkDistinct(String file, List<PlaceConfig> places) {
        Map<String, String> seen = new HashMap<>();
        for (PlaceConfig place : places) {
            if (seen.putIfAbsent("place " + place.place(), place.place()) != null) {
                throw new ArchiveStoreException(file + ": the place " + place.place() + " is there twice");
            }
            for (String region : place.regions()) {
                String other = seen.putIfAbsent("region " + region, place.place());
                if (other != null) {
                    throw new ArchiveStoreException(file + ": the region " + region + " is in the places " + other
                            + " and " + place.place() + "; it must be in one");
                }
            }
        }
    }

    private static String name(String file, String field, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new ArchiveStoreException(file + ": " + field + " is '" + value
                    + "'; expected lower-case letters, digits and underscores, beginning with a letter");
        }
        return value;
    }

    PlaceConfig require(String place) {
        return places.stream()
                .filter(candidate -> candidate.place().equals(place))
                .findFirst()
                .orElseThrow(() -> new ArchiveStoreException(file + ": there is no place '" + place + "'; there are "
                        + places.stream().map(PlaceConfig::place).toList()));
    }
}
