package dev.auspex.model;

import java.util.Map;

import io.smallrye.config.SmallRyeConfigBuilder;

/** Configuration for plain tests. */
public final class Configs {

    private Configs() {}

    /** The mapping with its defaults, but for the given keys. */
    public static <T> T of(Class<T> mapping, Map<String, String> values) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(mapping);
    }
}
