package dev.auspex.auth.outbox;

import java.time.Duration;
import java.util.Map;

import org.jboss.logging.Logger;

import dev.auspex.chassis.outbox.EventStream;
import dev.auspex.chassis.outbox.Failures;
import dev.auspex.chassis.outbox.Publishing;
import dev.auspex.chassis.outbox.RelaySettings;
import dev.auspex.chassis.topic.EventSignature;

/**
 * Checks that Kafka still has the topic to which tenants were published, and that its events are signed with the
 * current secret. If not, all tenants are published again. Other services know tenants from nowhere else: if Kafka lost
 * its data, they would lose the limits, and if the secret changed, they would reject every event.
 */
final class Retelling {

    private static final Logger LOG = Logger.getLogger(Retelling.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final EventStream stream;
    private final Map<String, Object> kafka;
    private final String fingerprint;
    private final ToldTenants told;
    private final RelaySettings settings;
    private volatile boolean stopped;
    private Thread thread;
    private boolean away;

    Retelling(
            EventStream stream,
            Map<String, Object> kafka,
            EventSignature signature,
            ToldTenants told,
            RelaySettings settings) {
        this.stream = stream;
        this.kafka = kafka;
        this.fingerprint = signature.fingerprint();
        this.told = told;
        this.settings = settings;
    }

    void start() {
        thread = Thread.ofPlatform().name("tenants-retelling").daemon().start(this::run);
    }

    void stop() throws InterruptedException {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
            thread.join(settings.delivery().plusSeconds(1));
        }
    }

    private void run() {
        while (!stopped) {
            try {
                look();
                Thread.sleep(LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private void look() throws InterruptedException {
        try {
            String topic = Publishing.topic(stream, kafka, settings.delivery());
            int events = told.again(topic + " " + fingerprint);
            if (events > 0) {
                LOG.infof("all tenants republished topic.id=%s events=%d", topic, events);
            }
            away = false;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (!away && !stopped) {
                LOG.warnf("tenant topic not checked, retrying cause=%s", Failures.rootOf(e));
            }
            away = true;
        }
    }
}
