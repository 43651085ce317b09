package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Answer to a password: tokens, or the question for a second factor.
 *
 * @param accessToken  signed JWT for the {@code Authorization: Bearer} header; absent where a code is asked for
 * @param tokenType    always {@code Bearer}; absent where a code is asked for
 * @param expiresIn    life of the access token in seconds; absent where a code is asked for
 * @param refreshToken opaque, good for one use; absent in browser mode and where a code is asked for
 * @param secondFactor the question; absent where there is none
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
