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
 * Hears what holds in tenants, all of it at each start: the topic keeps the newest event of each. An event is taken again and again
 * until it is stored, because it is not heard again before the next start; those behind it wait meanwhile.
 */
@RegisterForReflection(targets = {TenantChanged.class, TenantSettings.class})
public final class TenantNews implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TenantNews.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** An event that waits holds up those behind it: said at first, and once a minute. */
    private static final int FAILURES_TOLD = 60;

    private final Consumer<TenantChanged> store;
    private final EventSignature signature;
    private final ObjectReader json;
    private final TopicReader reader;
    private volatile boolean stopped;

    /**
     * @param kafka     settings of the client
     * @param signature that each event has to carry: those of others are left out
     * @param store     takes one event, and may block; a runtime exception says that it must come again
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

    /** @param reader of the topic, which tells a listener */
    TenantNews(
            ObjectMapper json,
            EventSignature signature,
            Consumer<TenantChanged> store,
            Function<TopicReader.Listener, TopicReader> reader) {
        this.signature = signature;
        this.store = store;
        // Members may be added to an event.
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

    /** Whether everything that was there at the beginning has been stored. */
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    private void heard(ConsumerRecord<byte[], byte[]> message)
            throws IOException, InterruptedException, UnsignedEventException {
        signature.require(message);
        TenantChanged event = json.readValue(message.value());
        if (event == null) {
            throw new IOException("the event is JSON's null");
        }
        for (int failures = 0; !stopped; failures++) {
            try {
                store.accept(event);
                return;
            } catch (RuntimeException e) {
                if (failures % FAILURES_TOLD == 0) {
                    LOG.warnf("news of a tenant waits for the database tenant=%s cause=%s", event.tenantId(), e);
                }
                Thread.sleep(PAUSE);
            }
        }
    }
}
