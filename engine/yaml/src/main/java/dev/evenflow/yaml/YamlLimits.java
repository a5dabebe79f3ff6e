package dev.evenflow.yaml;

import org.yaml.snakeyaml.LoaderOptions;

/**
 * How much of a YAML file is read before it is refused: 1 MiB, 20 levels, no aliases of collections (a few lines of them
 * grow to gigabytes), no name twice in a mapping.
 */
public final class YamlLimits {
    /** Of a file, in characters. */
    public static final int LARGEST_FILE = 1 << 20;

    private static final int DEEPEST = 20;

    private YamlLimits() {}

    /** New ones at each call: SnakeYAML's can be changed. */
    public static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setMaxAliasesForCollections(0);
        options.setNestingDepthLimit(DEEPEST);
        options.setCodePointLimit(LARGEST_FILE);
        options.setAllowRecursiveKeys(false);
        options.setAllowDuplicateKeys(false);
        return options;
    }
}
