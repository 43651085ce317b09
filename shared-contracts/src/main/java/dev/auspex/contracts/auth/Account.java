package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The account that is signed in.
 *
 * @param id            id of the account, UUIDv7
 * @param email         email address as registered
 * @param emailVerified whether the owner has confirmed the email address
 * @param displayName   name that other members of the tenant see; absent if there is none
 * @param tenantId      tenant that the access token is for
 * @param roles         roles of the account in that tenant
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
