package dev.auspex.chassis.topic;

import java.time.Duration;

/** How events are read. */
public interface TopicSettings {

    /** Returns the interval between checks for an answer from Kafka and for new topics and partitions. */
    Duration look();

    /** Returns the longest wait for an answer from Kafka. */
    Duration answer();
}
