package dev.auspex.prediction.model;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.rest.client.reactive.jackson.ClientObjectMapper;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.rest.client.annotation.RegisterClientHeaders;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

import dev.auspex.contracts.model.ModelApi;

/** The model service's lists and schemas. */
@Path("/api/v1/models")
@RegisterRestClient(configKey = "model")
@RegisterClientHeaders(ServiceSecretHeader.class)
interface ModelDirectory extends ModelApi {

    /** A newer model service may tell more than this one knows. */
    @ClientObjectMapper
    static ObjectMapper tolerant(ObjectMapper strict) {
        return strict.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
}
