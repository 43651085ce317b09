package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An API key without its secret.
 *
 * @param id         id of the API key, UUIDv7
 * @param accountId  member on whose behalf the API key acts
 * @param name       name that tells people what the API key is for
 * @param prefix     first characters of the API key, to recognize it
 * @param scopes     scopes of the API key; they never exceed the role of its owner
 * @param createdAt  when the API key was created
 * @param expiresAt  when the API key expires
 * @param lastUsedAt when the API key was last used, to the minute; absent if it was never used
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKey(
        UUID id,
        UUID accountId,
        String name,
        @Schema(examples = "axp_0199") String prefix,
        List<String> scopes,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant lastUsedAt) {}
