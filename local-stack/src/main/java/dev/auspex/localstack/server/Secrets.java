package dev.auspex.localstack.server;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random secrets. */
public final class Secrets {

    private Secrets() {}

    /**
     * A secret of hexadecimal digits, which no shell, URL or SQL has to quote.
     *
     * @param bytes bytes of randomness; the text is twice as long
     */
    public static String hex(int bytes) {
        byte[] random = new byte[bytes];
        new SecureRandom().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }
}
