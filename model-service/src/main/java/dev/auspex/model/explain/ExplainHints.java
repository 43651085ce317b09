package dev.auspex.model.explain;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.auspex.contracts.model.Contribution;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationRequest;
import dev.auspex.contracts.model.ExplanationScale;

/**
 * Native hints for the records that Jackson reads and writes. The REST layer finds them through the signature of the
 * resource, but the {@code @JsonProperty} names of the enums must not depend on that.
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
