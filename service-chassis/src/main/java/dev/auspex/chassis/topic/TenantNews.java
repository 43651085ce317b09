package dev.auspex.chassis.topic;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.event.Topics;

/**
 * Reads the current state of all tenants at each start, and then every change: the topic keeps the newest event of each
 * tenant. An event is retried until it is stored, because it would not be read again before the next start. The events
 * behind it wait in the meantime.
 */
@RegisterForReflection(targets = {TenantChanged.class, TenantSettings.class})
public final class TenantNews implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TenantNews.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /**
     * An event that cannot be stored blocks the ones behind it. This is logged on the first failure,
     * then once every 60 failures.
     */
    private static final int FAILURES_TOLD = 60;

    private final Consumer<TenantChanged> store;
    private final EventSignature signature;
    private final ObjectReader json;
    private final TopicReader reader;
    private volatile boolean stopped;

    /**
     * @param kafka     settings of the Kafka client
     * @param signature checks each event; an event without a valid signature is skipped
     * @param store     stores one event, and may block; a runtime exception means that the event must be retried
     */
    public TenantNews(
            Map<String, Object> kafka,
            TopicSettings settings,
            EventSignature signature,
            ObjectMapper json,
            Consumer<TenantChanged> store) {
        this(
                json,
                signature,
                store,
                heard -> new TopicReader(
                        "tenants", List.of(Topics.TENANT_CHANGED), TopicReader.EVERYTHING, kafka, settings, heard));
    }

    /** @param reader creates the reader of the topic for a listener */
    TenantNews(
            ObjectMapper json,
            EventSignature signature,
            Consumer<TenantChanged> store,
            Function<TopicReader.Listener, TopicReader> reader) {
        this.signature = signature;
        this.store = store;
        // New members may be added to an event.
        this.json = json.readerFor(TenantChanged.class).without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        this.reader = reader.apply(this::heard);
    }

    public void start() {
        reader.start();
    }

    @Override
    public void close() {
        stopped = true;
        reader.close();
    }

    /** Returns whether everything that was in the topic at the start has been stored. */
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    private void heard(ConsumerRecord<byte[], byte[]> message)
            throws IOException, InterruptedException, UnsignedEventException {
        signature.require(message);
        TenantChanged event = json.readValue(message.value());
        if (event == null) {
            throw new IOException("the event is null");
        }
        for (int failures = 0; !stopped; failures++) {
            try {
                store.accept(event);
                return;
            } catch (RuntimeException e) {
                if (failures % FAILURES_TOLD == 0) {
                    LOG.warnf("tenant event not stored, retrying tenant=%s cause=%s", event.tenantId(), e);
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
