package dev.auspex.model.openinference;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import dev.auspex.contracts.problem.Problem;

/** Gives every error below {@code /v2} the form of the protocol, including those that the framework raises. */
public class ErrorForm {

    private static final int FIRST_ERROR = 400;

    @ServerResponseFilter
    public void inTheProtocolsForm(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() >= FIRST_ERROR
                && response.getEntity() instanceof Problem problem
                && isProtocol(request.getUriInfo().getPath())) {
            response.setEntity(new InferenceError(problem.detail()), null, MediaType.APPLICATION_JSON_TYPE);
        }
    }

    private static boolean isProtocol(String path) {
        return path.equals("/v2") || path.startsWith("/v2/");
    }
}
