package dev.auspex.prediction.model;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How this service learns of changes to models. */
@ConfigMapping(prefix = "auspex.model-changes")
public interface ChangeFeedConfig extends TopicSettings {

    /** Whether to read changes from Kafka. If false, the service polls the model service for them every few seconds. */
    @WithDefault("true")
    boolean kafka();

    /** How often to check that Kafka responds and that the topic exists. */
    @Override
    @WithDefault("2s")
    Duration look();

    /** Longest wait for a response from Kafka. */
    @Override
    @WithDefault("3s")
    Duration answer();
}
