package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A passkey of the account, without its public key.
 *
 * @param id         id of the passkey, UUIDv7
 * @param name       name of the passkey, chosen by its owner
 * @param synced     whether the provider of the passkey keeps copies, so that it is not lost with one device
 * @param createdAt  when the passkey was added
 * @param lastUsedAt when the passkey was last used to sign in; absent if it was never used
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Passkey(
        UUID id,
        @Schema(examples = "Work laptop") String name,
        boolean synced,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
