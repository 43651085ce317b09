package dev.auspex.contracts.auth;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A member of a tenant.
 *
 * @param accountId   id of the account
 * @param email       email address
 * @param displayName name of the member; absent if there is none
 * @param role        role in the tenant
 * @param joinedAt    when the member joined the tenant
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Member(
        UUID accountId,
        String email,
        @Nullable String displayName,
        @Schema(examples = "analyst") String role,
        Instant joinedAt) {}
