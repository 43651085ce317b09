package dev.auspex.prediction.tenant;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How changes of tenants are heard of. */
@ConfigMapping(prefix = "auspex.tenant")
public interface TenantConfig extends TopicSettings {

    /** Whether they are heard of at all. Without it, what was known before holds on, and no inputs are logged. */
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

    /** Tenants whose inputs are logged, at most; those of more are not. */
    @WithDefault("100000")
    int mostLogged();
}
