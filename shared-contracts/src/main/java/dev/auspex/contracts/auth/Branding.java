package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a tenant looks like.
 *
 * @param name   its name
 * @param colour six lower-case hexadecimal digits after {@code #}; absent for the suite's own
 * @param logo   a PNG of at most 64 KiB and 1024 by 1024 pixels in Base64; absent for none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Branding(
        @NotBlank @Size(max = 100) @OneLine String name,

        @Pattern(regexp = "#[0-9a-f]{6}") @Schema(examples = "#3c5a99") @Nullable
        String colour,

        @Size(max = 90_000) @Nullable String logo) {}
