package dev.auspex.auth.membership;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Checks a logo: a PNG of bounded size (PNG specification, sections 5.2 and 11.2.1), which, unlike
 * SVG, cannot contain scripts.
 */
final class Logo {

    private static final int MOST_BYTES = 65_536;
    private static final int MOST_PIXELS = 1024;
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte[] HEADER = {0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    private static final int HEADER_AT = 8;
    private static final int WIDTH_AT = 16;
    private static final int LEAST_BYTES = 57;

    private Logo() {}

    /**
     * Decodes and checks a logo.
     *
     * @throws ProblemException if it is not such an image
     */
    static byte[] decode(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw refusal("format", "`logo` is not valid Base64.");
        }
        if (bytes.length > MOST_BYTES) {
            throw refusal("size", "`logo` has " + bytes.length + " bytes; at most " + MOST_BYTES + " are allowed.");
        }
        if (bytes.length < LEAST_BYTES
                || !Arrays.equals(SIGNATURE, Arrays.copyOf(bytes, SIGNATURE.length))
                || !Arrays.equals(HEADER, Arrays.copyOfRange(bytes, HEADER_AT, WIDTH_AT))) {
            throw refusal("format", "`logo` must be a PNG image.");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes, WIDTH_AT, 8);
        int width = header.getInt();
        int height = header.getInt();
        if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS) {
            throw refusal("size", "`logo` must have 1 to " + MOST_PIXELS + " pixels on each side.");
        }
        return bytes;
    }

    private static ProblemException refusal(String code, String message) {
        return new ProblemException(ProblemType.INVALID_INPUT, message, List.of(new Violation("/logo", code, message)));
    }
}
