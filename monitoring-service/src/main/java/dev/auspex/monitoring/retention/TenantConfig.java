package dev.auspex.monitoring.retention;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How this service learns of deleted tenants. */
@ConfigMapping(prefix = "auspex.tenant")
public interface TenantConfig extends TopicSettings {

    /** Whether to read deletions from Kafka. If false, statistics of deleted tenants stay until they expire. */
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
}
