package dev.auspex.gateway.event;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How events are read. */
@ConfigMapping(prefix = "auspex.event")
public interface TopicConfig extends TopicSettings {

    /** Whether events are read at all; without them revocations are not heard of and sockets get no news. */
    @WithDefault("true")
    boolean kafka();

    /** How often it is looked whether Kafka answers, and for topics and partitions that are new. */
    @Override
    @WithDefault("5s")
    Duration look();

    /** Longest wait for an answer of Kafka. */
    @Override
    @WithDefault("3s")
    Duration answer();
}
