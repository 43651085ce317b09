package dev.auspex.gateway;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;

import dev.auspex.localstack.testing.LocalStackResource;

/** Topics of a test. */
final class NewTopics {

    private NewTopics() {}

    /** Makes a topic where there is none: another class, or the first try of the same test, may have left it. */
    static void create(String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(LocalStackResource.kafka())) {
            admin.createTopics(List.of(new NewTopic(topic, Optional.of(partitions), Optional.empty())))
                    .all()
                    .get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }
}
