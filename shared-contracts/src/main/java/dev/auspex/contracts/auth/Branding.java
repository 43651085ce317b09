package dev.auspex.contracts.auth;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a tenant looks to its members.
 *
 * @param name   name of the tenant
 * @param colour color as {@code #} and six lowercase hexadecimal digits; absent for the default color
 * @param logo   PNG file in Base64, at most 64 KiB and 1,024 by 1,024 pixels; absent for no logo
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Branding(
        @NotBlank @Size(max = 100) @OneLine String name,

        @Pattern(regexp = "#[0-9a-f]{6}") @Schema(examples = "#3c5a99") @Nullable
        String colour,

        @Size(max = 90_000) @Nullable String logo) {}
