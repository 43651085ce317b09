package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * An API key, without its secret.
 *
 * @param id         key, UUIDv7
 * @param accountId  member in whose name it acts
 * @param name       what it is for
 * @param prefix     how the key begins, to find it again
 * @param scopes     what it may do, at most what its owner may
 * @param createdAt  when it was made
 * @param expiresAt  when it ends
 * @param lastUsedAt when it was last used, to the minute; absent where never
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
