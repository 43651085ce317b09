package dev.auspex.monitoring.retention;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How deleted tenants are heard of. */
@ConfigMapping(prefix = "auspex.tenant")
public interface TenantConfig extends TopicSettings {

    /** Whether they are heard of at all. Without it, statistics of deleted tenants go with their age alone. */
    @WithDefault("true")
    boolean kafka();

    /** How often it is looked whether Kafka answers, and whether the topic is there. */
    @Override
    @WithDefault("5s")
    Duration look();

    /** Longest wait for an answer of Kafka. */
    @Override
    @WithDefault("3s")
    Duration answer();
}
