package dev.auspex.chassis.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** The secret shared by the services. The secret of an incoming call is compared with it in constant time. */
@Startup
@ApplicationScoped
public class ServiceSecret {

    private static final int SHORTEST = 32;

    private final byte[] secret;

    ServiceSecret(ServiceSecretConfig config) {
        String text = config.secret().orElse("");
        if (text.length() < SHORTEST) {
            throw new IllegalStateException(
                    "AUSPEX_SERVICE_SECRET is missing or has fewer than " + SHORTEST + " characters. Set the same value"
                            + " for every service, for example the output of: openssl rand -base64 48");
        }
        this.secret = text.getBytes(StandardCharsets.UTF_8);
    }

    public boolean matches(String given) {
        return MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the value of {@link dev.auspex.contracts.http.Headers#SERVICE_SECRET} for our own calls. */
    public String value() {
        return new String(secret, StandardCharsets.UTF_8);
    }
}
