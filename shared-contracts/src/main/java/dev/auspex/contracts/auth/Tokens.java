package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The tokens of a session (RFC 6749, section 5.1, in camel case).
 *
 * @param accessToken  signed JWT for the {@code Authorization: Bearer} header
 * @param tokenType    always {@code Bearer}
 * @param expiresIn    lifetime of the access token in seconds
 * @param refreshToken opaque token that can be used once; absent in browser mode, where the cookie holds it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Tokens(
        String accessToken,
        @Schema(examples = "Bearer") String tokenType,
        @Schema(examples = "600") long expiresIn,
        @Nullable String refreshToken) {

    @Override
    public String toString() {
        return "Tokens[expiresIn=" + expiresIn + "]";
    }
}
