package dev.auspex.model.openinference;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** The protocol's form of an error. Registered because it reaches JSON through an untyped response. */
@RegisterForReflection
public record InferenceError(String error) {}
