package dev.auspex.chassis.identity;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import io.quarkus.security.AuthenticationFailedException;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jboss.logging.Logger;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Checks access tokens against the JWKS of the auth service. A valid token stays valid until it expires, so each
 * process checks the signature of a token only once.
 */
@ApplicationScoped
public class TokenVerifier {

    private static final Logger LOG = Logger.getLogger(TokenVerifier.class);
    private static final int MOST_TOKENS = 50_000;
    private static final int LONGEST_TOKEN = 8192;
    private static final Duration KEYS_RETRY = Duration.ofSeconds(1);

    private final JWTParser parser;
    private final Cache<String, JsonWebToken> good = Caffeine.newBuilder()
            .maximumSize(MOST_TOKENS)
            .expireAfter(Expiry.<String, JsonWebToken>creating((hash, token) -> untilExpiry(token)))
            .build();

    TokenVerifier(JWTParser parser) {
        this.parser = parser;
    }

    /**
     * Verifies an access token.
     *
     * @param raw the compact JWT, without {@code Bearer}
     * @return the token; completes at once and on this thread if the token is known, otherwise after a
     *     check on a worker thread
     * @throws AuthenticationFailedException (in the Uni) if the token is not valid, whatever the reason
     * @throws ProblemException              (in the Uni) if the keys of the auth service cannot be fetched
     */
    public Uni<JsonWebToken> verify(String raw) {
        if (raw.length() > LONGEST_TOKEN) {
            return Uni.createFrom().failure(() -> new AuthenticationFailedException("token too long"));
        }
        String hash = hash(raw);
        JsonWebToken known = good.getIfPresent(hash);
        if (known != null && !expired(known)) {
            return Uni.createFrom().item(known);
        }
        if (!CompactToken.isCanonical(raw)) {
            return Uni.createFrom().failure(() -> new AuthenticationFailedException("token not canonical"));
        }
        Context context = Vertx.currentContext();
        Uni<JsonWebToken> checked =
                Uni.createFrom().item(() -> check(raw, hash)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        return context == null ? checked : checked.emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private JsonWebToken check(String raw, String hash) {
        try {
            JsonWebToken token = new CheckedToken(parser.parse(raw));
            if (expired(token)) {
                throw new AuthenticationFailedException("token expired");
            }
            good.put(hash, token);
            return token;
        } catch (ParseException e) {
            if (isKeyOutage(e)) {
                LOG.warnf("signing keys not fetched cause=%s", e.getMessage());
                throw new ProblemException(
                        ProblemType.UNAVAILABLE,
                        "Access tokens cannot be checked because the auth service is not responding."
                                + " Try again in 1 second.",
                        KEYS_RETRY);
            }
            LOG.debugf("token refused cause=%s", e.getMessage());
            throw new AuthenticationFailedException(e);
        }
    }

    /** Returns whether the JWKS could not be fetched, which is our fault. An unknown key is the caller's fault. */
    private static boolean isKeyOutage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static boolean expired(JsonWebToken token) {
        return token.getExpirationTime() <= Instant.now().getEpochSecond();
    }

    private static Duration untilExpiry(JsonWebToken token) {
        Duration left = Duration.between(Instant.now(), Instant.ofEpochSecond(token.getExpirationTime()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static String hash(String raw) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(raw.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
