package dev.auspex.prediction.model;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.auspex.chassis.topic.TopicSettings;

/** How changes of models are heard of. */
@ConfigMapping(prefix = "auspex.model-changes")
public interface ChangeFeedConfig extends TopicSettings {

    /** Whether they are heard of at all. Without it, they are found every few seconds. */
    @WithDefault("true")
    boolean kafka();

    /** How often it is looked whether Kafka answers, and whether the topic is there. */
    @Override
    @WithDefault("2s")
    Duration look();

    /** Longest wait for an answer of Kafka. */
    @Override
    @WithDefault("3s")
    Duration answer();
}
