package dev.auspex.contracts.model;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * A move of an alias. The history of moves is kept forever.
 *
 * @param alias   name of the alias
 * @param from    version that the alias named before, or null if it did not exist
 * @param to      version that the alias named afterwards, or null if it was removed
 * @param account account that moved the alias; null if a service or an operator did
 * @param at      when the alias was moved
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AliasMove(
        String alias,
        @Nullable String from,
        @Nullable String to,
        @Nullable UUID account,
        Instant at) {}
