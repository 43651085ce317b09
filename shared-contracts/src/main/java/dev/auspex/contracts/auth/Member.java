package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A member of a tenant.
 *
 * @param accountId   account
 * @param email       address
 * @param displayName name, where one was given
 * @param role        role in the tenant
 * @param joinedAt    since when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Member(
        UUID accountId,
        String email,
        @Nullable String displayName,
        @Schema(examples = "analyst") String role,
        Instant joinedAt) {}
