package dev.auspex.model.openinference;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The protocol's form of an error. Registered because it reaches JSON through an untyped response.
 *
 * @param error what is wrong and what to do about it
 */
@RegisterForReflection
public record InferenceError(String error) {}
