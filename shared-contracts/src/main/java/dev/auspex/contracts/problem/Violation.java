package dev.auspex.contracts.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * One error in an input.
 *
 * @param pointer JSON pointer (RFC 6901) to the wrong value in the request body, or {@code #name} for a parameter
 * @param code    short stable name of the rule, for programs, such as {@code required}, {@code type} or {@code range}
 * @param message what is wrong and what is expected, for people to read
 */
public record Violation(
        @Schema(examples = "/features/tenure") String pointer,
        @Schema(examples = "range") String code,

        @Schema(examples = "`tenure` is 400; it must be between 0 and 72.")
        String message) {}
