package dev.auspex.contracts.auth;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import jakarta.annotation.Nullable;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A new credential as browsers send it: {@code RegistrationResponseJSON} of Web Authentication Level 3, section 5.1.
 * Members that are not listed here are ignored.
 *
 * @param id       id of the credential in Base64url, 1 to 1,023 bytes
 * @param type     {@code public-key}
 * @param response response of the authenticator
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@Schema(additionalProperties = Schema.True.class)
public record PasskeyRegistration(
        @NotBlank @Size(max = 1364) @Base64Url String id,

        @NotNull @Pattern(regexp = "public-key") @Schema(examples = "public-key")
        String type,

        @Valid @NotNull Response response) {

    /**
     * The response of the authenticator.
     *
     * @param clientDataJSON    data of the browser, in Base64url
     * @param attestationObject CBOR object with the new public key, in Base64url
     * @param transports        ways to reach the authenticator, as hints for later; may be absent
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @Schema(name = "PasskeyRegistrationResponse", additionalProperties = Schema.True.class)
    public record Response(
            @NotBlank @Size(max = 4096) @Base64Url String clientDataJSON,
            @NotBlank @Size(max = 8192) @Base64Url String attestationObject,

            @Size(max = 10) @Nullable List<@NotNull @Pattern(regexp = "[a-z-]{1,32}") String> transports) {}
}
