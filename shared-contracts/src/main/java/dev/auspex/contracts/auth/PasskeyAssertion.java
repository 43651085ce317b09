package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A use of a passkey as browsers send it: {@code AuthenticationResponseJSON} of Web Authentication Level 3, section
 * 5.1. Members that are not listed here are ignored.
 *
 * @param id       id of the credential in Base64url, 1 to 1,023 bytes
 * @param type     {@code public-key}
 * @param response response of the authenticator
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(additionalProperties = Schema.True.class)
public record PasskeyAssertion(
        @NotBlank @Size(max = 1364) @Base64Url String id,

        @NotNull @Pattern(regexp = "public-key") @Schema(examples = "public-key")
        String type,

        @Valid @NotNull Response response) {

    /**
     * The response of the authenticator, all in Base64url.
     *
     * @param clientDataJSON    data of the browser that the authenticator signs
     * @param authenticatorData data of the authenticator: relying party, whether the person was verified, and a counter
     * @param signature         signature over both
     * @param userHandle        handle of the account that the passkey belongs to
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "PasskeyAssertionResponse", additionalProperties = Schema.True.class)
    public record Response(
            @NotBlank @Size(max = 4096) @Base64Url String clientDataJSON,
            @NotBlank @Size(max = 4096) @Base64Url String authenticatorData,
            @NotBlank @Size(max = 1024) @Base64Url String signature,
            @NotBlank @Size(max = 88) @Base64Url String userHandle) {}

    @Override
    public String toString() {
        return "PasskeyAssertion[]";
    }
}
