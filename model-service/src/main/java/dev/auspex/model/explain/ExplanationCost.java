package dev.auspex.model.explain;

import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.Explanation;
import dev.auspex.model.cost.Costs;

/** Reports to the gateway what an explanation cost, based on the time that it took. */
public class ExplanationCost {

    private final Costs costs;

    ExplanationCost(Costs costs) {
        this.costs = costs;
    }

    @ServerResponseFilter
    public void tell(ContainerResponseContext response) {
        if (response.getEntity() instanceof Explanation explanation) {
            response.getHeaders().putSingle(Headers.COST, costs.ofExplaining(explanation.computeMicros()));
        }
    }
}
