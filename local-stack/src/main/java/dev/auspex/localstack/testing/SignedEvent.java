package dev.auspex.localstack.testing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import org.apache.kafka.clients.producer.ProducerRecord;

import dev.auspex.contracts.event.CloudEventHeaders;

/**
 * Creates events signed as the auth service signs them, for tests of their readers. Written from docs/events.md instead
 * of reusing the services' code, so that tests check one against the other.
 */
public final class SignedEvent {

    private SignedEvent() {}

    /** Returns an event with a new id, signed with the secret of the service under test. */
    public static ProducerRecord<String, String> of(String topic, String key, String data) {
        String id = UUID.randomUUID().toString();
        byte[] derived =
                mac(LocalStackResource.serviceSecret().getBytes(StandardCharsets.UTF_8), "auspex event signature v1");
        ProducerRecord<String, String> event = new ProducerRecord<>(topic, key, data);
        event.headers().add(CloudEventHeaders.ID, id.getBytes(StandardCharsets.UTF_8));
        String signature = HexFormat.of().formatHex(mac(derived, topic + "\n" + id + "\n" + data));
        event.headers().add(CloudEventHeaders.SIGNATURE, signature.getBytes(StandardCharsets.UTF_8));
        return event;
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }
}
