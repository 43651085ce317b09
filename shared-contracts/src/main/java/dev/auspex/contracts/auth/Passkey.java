package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A passkey of the account, without its public key.
 *
 * @param id         passkey, UUIDv7
 * @param name       what its owner calls it
 * @param synced     whether its provider keeps copies of it, so that the loss of one device does not lose it
 * @param createdAt  when it was added
 * @param lastUsedAt when it last signed in; absent where never
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Passkey(
        UUID id,
        @Schema(examples = "Work laptop") String name,
        boolean synced,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
