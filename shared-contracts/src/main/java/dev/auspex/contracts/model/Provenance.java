package dev.auspex.contracts.model;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * The origin of a version.
 *
 * @param origin   {@code bundled} with the service, or {@code upload}
 * @param format   {@code package}, or {@code onnx} for a bare graph
 * @param fileName name of the uploaded file as the client sent it, or null
 * @param account  account that uploaded the version; null if a service or an operator did
 * @param at       when the version was registered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String origin,
        String format,
        @Nullable String fileName,
        @Nullable UUID account,
        Instant at) {}
