package dev.auspex.localstack.server;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Creates random secrets. */
public final class Secrets {

    private Secrets() {}

    /**
     * Returns a secret of hexadecimal digits, which needs no quoting in a shell, URL or SQL statement.
     *
     * @param bytes bytes of randomness; the text is twice as long
     */
    public static String hex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
