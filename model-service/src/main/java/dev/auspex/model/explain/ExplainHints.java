package dev.auspex.model.explain;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.auspex.contracts.model.Contribution;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.model.ExplanationScale;

/**
 * Records that Jackson reads and writes. The REST layer finds them from the resource's signature; that the enums are written by
 * their {@code @JsonProperty} names must not depend on it.
 */
@RegisterForReflection(
        targets = {
            Explanation.class,
            Contribution.class,
            ExplanationMethod.class,
            ExplanationScale.class,
            ExplanationRequest.class
        })
final class ExplainHints {

    private ExplainHints() {}
}
