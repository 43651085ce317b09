package dev.auspex.chassis.topic;

import java.time.Duration;

/** How events are read. */
public interface TopicSettings {

    /** How often it is looked whether Kafka answers, and for topics and partitions that are new. */
    Duration look();

    /** Longest wait for an answer of Kafka. */
    Duration answer();
}
