package dev.auspex.contracts.model;

import java.util.Map;

/**
 * Typed call for one row of named features.
 *
 * @param features validated values by feature name: number, string, or absent where missing
 */
public record InferenceRequest(Map<String, Object> features) {}
