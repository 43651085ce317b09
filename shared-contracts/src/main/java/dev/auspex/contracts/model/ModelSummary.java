package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

/**
 * A model with its versions.
 *
 * @param name     model name
 * @param versions versions that are ready, in the order of their registration: the last one is the newest
 * @param aliases  alias to version; {@link #CHAMPION} answers when a caller names no version
 */
public record ModelSummary(String name, List<String> versions, Map<String, String> aliases) {

    /** Alias of the version that answers by default. */
    public static final String CHAMPION = "champion";
}
