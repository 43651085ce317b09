package dev.auspex.model.openinference;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * An error in the form of the Open Inference Protocol. Registered because it reaches JSON through an untyped response.
 *
 * @param error what is wrong and what to do about it
 */
@RegisterForReflection
public record InferenceError(String error) {}
