package dev.auspex.chassis.topic;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.contracts.event.CloudEventHeaders;

/**
 * Signs events that make other services delete data or refuse access, and checks those signatures, so that write
 * access to Kafka is not enough to forge them. The signature is HMAC-SHA-256 (RFC 2104) over topic, id and data,
 * with a key derived from the secret that the services share. Checking it needs no other service, so it works
 * even if the others are down.
 */
@Singleton
public class EventSignature {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "auspex event signature v1";

    private final SecretKeySpec key;

    @Inject
    EventSignature(ServiceSecret secret) {
        this(secret.value());
    }

    /** @param secret the secret that the services share */
    public EventSignature(String secret) {
        byte[] derived = mac(
                new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM),
                PURPOSE.getBytes(StandardCharsets.UTF_8));
        this.key = new SecretKeySpec(derived, ALGORITHM);
    }

    private String of(String topic, String id, byte[] data) {
        // Neither a topic nor an id contains a line feed, so no two events produce the same bytes.
        byte[] begin = (topic + "\n" + id + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[begin.length + data.length];
        System.arraycopy(begin, 0, whole, 0, begin.length);
        System.arraycopy(data, 0, whole, begin.length, data.length);
        return HexFormat.of().formatHex(mac(key, whole));
    }

    /**
     * Adds the signature to an event.
     *
     * @param id CloudEvents {@code id}
     */
    public void sign(Headers headers, String topic, String id, String data) {
        String signature = of(topic, id, data.getBytes(StandardCharsets.UTF_8));
        headers.add(CloudEventHeaders.SIGNATURE, signature.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns a fingerprint that identifies the secret without revealing it, and changes when the secret changes. */
    public String fingerprint() {
        return HexFormat.of().formatHex(mac(key, "fingerprint".getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    /**
     * Checks the signature of an event.
     *
     * @throws UnsignedEventException if the signature is missing or wrong
     */
    public void require(ConsumerRecord<byte[], byte[]> event) throws UnsignedEventException {
        Header id = event.headers().lastHeader(CloudEventHeaders.ID);
        Header signature = event.headers().lastHeader(CloudEventHeaders.SIGNATURE);
        if (id == null
                || id.value() == null
                || signature == null
                || signature.value() == null
                || event.value() == null) {
            throw new UnsignedEventException("the signature is missing");
        }
        String expected = of(event.topic(), new String(id.value(), StandardCharsets.UTF_8), event.value());
        if (!MessageDigest.isEqual(expected.getBytes(StandardCharsets.US_ASCII), signature.value())) {
            throw new UnsignedEventException("the signature is not valid");
        }
    }

    private static byte[] mac(SecretKeySpec key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(ALGORITHM + " is not available.", e);
        }
    }
}
