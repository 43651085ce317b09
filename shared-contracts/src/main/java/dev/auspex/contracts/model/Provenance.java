package dev.auspex.contracts.model;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.annotation.Nullable;

/**
 * Where a version came from.
 *
 * @param origin   {@code bundled} with the service, or {@code upload}
 * @param format   {@code package}, or {@code onnx} for a bare graph
 * @param fileName name of the uploaded file as its sender gave it, or null
 * @param account  account that uploaded it; null where a service or operator did
 * @param at       when it was registered
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Provenance(
        String origin,
        String format,
        @Nullable String fileName,
        @Nullable UUID account,
        Instant at) {}
