package dev.auspex.contracts.model;

import java.util.Map;

/**
 * A typed call for one row of named features.
 *
 * @param features validated values by feature name: number or string; absent if the value is missing
 */
public record InferenceRequest(Map<String, Object> features) {}
