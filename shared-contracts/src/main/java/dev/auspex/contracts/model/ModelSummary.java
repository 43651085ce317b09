package dev.auspex.contracts.model;

import java.util.List;
import java.util.Map;

/**
 * A model with its versions.
 *
 * @param name     name of the model
 * @param versions versions that are ready, in the order of registration; the last one is the newest
 * @param aliases  version by alias; {@link #CHAMPION} is used if a caller names no version
 */
public record ModelSummary(String name, List<String> versions, Map<String, String> aliases) {

    /** Alias of the version that is used by default. */
    public static final String CHAMPION = "champion";
}
