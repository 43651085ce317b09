package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The signed-in account.
 *
 * @param id            account, UUIDv7
 * @param email         address as registered
 * @param emailVerified whether the address is known to be the account's own
 * @param displayName   name for others in the tenant; absent where none was given
 * @param tenantId      tenant that the token is for
 * @param roles         roles in that tenant
 * @param createdAt     when the account was registered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Account(
        UUID id,
        String email,
        boolean emailVerified,
        @Nullable String displayName,
        UUID tenantId,
        List<String> roles,
        Instant createdAt) {}
