package dev.auspex.contracts.model;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * One move of an alias, kept for ever.
 *
 * @param alias   alias
 * @param from    version that it named before, or null where it did not exist
 * @param to      version that it names since, or null where it was removed
 * @param account who moved it; null where a service or operator did
 * @param at      when
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AliasMove(
        String alias,
        @Nullable String from,
        @Nullable String to,
        @Nullable UUID account,
        Instant at) {}
