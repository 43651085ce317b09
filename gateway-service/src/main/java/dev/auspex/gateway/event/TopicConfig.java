package dev.auspex.gateway.event;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How events are read from Kafka. */
@ConfigMapping(prefix = "auspex.event")
public interface TopicConfig extends TopicSettings {

    /**
     * Whether events are read at all. Without them the gateway learns of no revocations and sockets receive no events.
     */
    @WithDefault("true")
    boolean kafka();

    /** How often the reader checks that Kafka responds, and looks for new topics and partitions. */
    @Override
    @WithDefault("5s")
    Duration look();

    /** Longest wait for a response from Kafka. */
    @Override
    @WithDefault("3s")
    Duration answer();
}
