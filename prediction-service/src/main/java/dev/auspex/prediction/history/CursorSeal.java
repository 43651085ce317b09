package dev.auspex.prediction.history;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.contracts.problem.Violation;

/**
 * Seal that makes cursors opaque and valid only for the list they came from. A cursor is the base64url form of the
 * position followed by 8 bytes of an HMAC-SHA-256 over tenant, filter and position. All replicas share the key, so any
 * of them can read a cursor.
 */
@ApplicationScoped
class CursorSeal {

    private static final int SEAL_BYTES = 8;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec key;

    CursorSeal(ServiceSecret secret) {
        this.key = new SecretKeySpec(("prediction-cursor " + secret.value()).getBytes(StandardCharsets.UTF_8), HMAC);
    }

    String seal(UUID tenant, String model, PageCursor cursor) {
        byte[] position = cursor.bytes();
        byte[] sealed = Arrays.copyOf(position, PageCursor.BYTES + SEAL_BYTES);
        System.arraycopy(mac(tenant, model, position), 0, sealed, PageCursor.BYTES, SEAL_BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    }

    /** @throws ProblemException INVALID_INPUT if the text is not a cursor that {@link #seal} made for this list */
    PageCursor open(UUID tenant, String model, String text) {
        byte[] sealed = decoded(text);
        if (sealed.length != PageCursor.BYTES + SEAL_BYTES) {
            throw wrong();
        }
        byte[] position = Arrays.copyOf(sealed, PageCursor.BYTES);
        byte[] seal = Arrays.copyOfRange(sealed, PageCursor.BYTES, sealed.length);
        if (!MessageDigest.isEqual(seal, Arrays.copyOf(mac(tenant, model, position), SEAL_BYTES))) {
            throw wrong();
        }
        return PageCursor.of(position);
    }

    private static byte[] decoded(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // Decoding drops bits of the last character, so several texts decode alike. Only the canonical one is ours.
            return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text) ? bytes : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private byte[] mac(UUID tenant, String model, byte[] position) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(key);
            mac.update((tenant + "/" + (model == null ? "" : model) + "/").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(position);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + HMAC, e);
        }
    }

    private static ProblemException wrong() {
        String message = "cursor is not a nextCursor of this list; begin again without it";
        return new ProblemException(
                ProblemType.INVALID_INPUT, message, List.of(new Violation("#cursor", "format", message)));
    }
}
