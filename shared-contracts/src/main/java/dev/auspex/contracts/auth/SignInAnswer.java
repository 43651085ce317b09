package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The response to a password: tokens, or a request for a two-factor authentication code.
 *
 * @param accessToken  signed JWT for the {@code Authorization: Bearer} header; absent if a code is required
 * @param tokenType    always {@code Bearer}; absent if a code is required
 * @param expiresIn    lifetime of the access token in seconds; absent if a code is required
 * @param refreshToken opaque token that can be used once; absent in browser mode and if a code is required
 * @param secondFactor the challenge; absent if no code is required
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SignInAnswer(
        @Nullable String accessToken,
        @Schema(examples = "Bearer") @Nullable String tokenType,
        @Schema(examples = "600") @Nullable Long expiresIn,
        @Nullable String refreshToken,
        @Nullable SecondFactorChallenge secondFactor) {

    public static SignInAnswer of(Tokens tokens) {
        return new SignInAnswer(
                tokens.accessToken(), tokens.tokenType(), tokens.expiresIn(), tokens.refreshToken(), null);
    }

    public static SignInAnswer of(SecondFactorChallenge challenge) {
        return new SignInAnswer(null, null, null, null, challenge);
    }

    @Override
    public String toString() {
        return "SignInAnswer[secondFactor=" + (secondFactor != null) + "]";
    }
}
