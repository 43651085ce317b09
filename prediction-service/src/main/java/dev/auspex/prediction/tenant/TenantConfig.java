package dev.auspex.prediction.tenant;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How this service learns of changes to tenants. */
@ConfigMapping(prefix = "auspex.tenant")
public interface TenantConfig extends TopicSettings {

    /** Whether to read changes from Kafka. If false, stored settings stay in force, and no inputs are logged. */
    @WithDefault("true")
    boolean kafka();

    /** How often to check that Kafka responds and that the topic exists. */
    @Override
    @WithDefault("5s")
    Duration look();

    /** Longest wait for a response from Kafka. */
    @Override
    @WithDefault("3s")
    Duration answer();

    /** Maximum number of tenants whose inputs are logged. Inputs of further tenants are not logged. */
    @WithDefault("100000")
    int mostLogged();
}
