package dev.auspex.auth.password;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Base64;

import com.password4j.Argon2Function;
import com.password4j.types.Argon2;

/**
 * Argon2id (RFC 9106) with one set of parameters. Hashes are in PHC string form,
 * {@code $argon2id$v=19$m=19456,t=2,p=1$salt$digest}, and so include the parameters that they were made with.
 */
final class Argon2id {

    private static final int SALT_BYTES = 16;
    private static final int DIGEST_BYTES = 32;

    private final SecureRandom random = new SecureRandom();
    private final int memoryKib;
    private final int iterations;
    private final int parallelism;

    Argon2id(int memoryKib, int iterations, int parallelism) {
        this.memoryKib = memoryKib;
        this.iterations = iterations;
        this.parallelism = parallelism;
    }

    String hash(String password) {
        return Argon2Function.getInstance(
                        memoryKib, iterations, parallelism, DIGEST_BYTES, Argon2.ID, Argon2Function.ARGON2_VERSION_13)
                .hash(bytes(password), randomBytes(SALT_BYTES))
                .getResult();
    }

    boolean matches(String password, String encoded) {
        return Argon2Function.getInstanceFromHash(encoded)
                .check(bytes(password), encoded.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns whether a hash was made with other parameters than these. */
    boolean outdated(String encoded) {
        return !encoded.startsWith(prefix());
    }

    /** Returns a well-formed hash that no password matches; checking against it takes as long as against a real one. */
    String unmatchable() {
        var base64 = Base64.getEncoder().withoutPadding();
        return prefix()
                + base64.encodeToString(randomBytes(SALT_BYTES))
                + "$"
                + base64.encodeToString(randomBytes(DIGEST_BYTES));
    }

    private String prefix() {
        return "$argon2id$v=" + Argon2Function.ARGON2_VERSION_13 + "$m=" + memoryKib + ",t=" + iterations + ",p="
                + parallelism + "$";
    }

    private byte[] randomBytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /**
     * Returns the bytes of a password in form NFKC, so that it is the same when typed on another keyboard (NIST SP
     * 800-63B, section 5.1.1.2).
     */
    private static byte[] bytes(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC).getBytes(StandardCharsets.UTF_8);
    }
}
