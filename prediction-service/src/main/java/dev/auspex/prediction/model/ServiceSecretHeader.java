package dev.auspex.prediction.model;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import org.eclipse.microprofile.rest.client.ext.ClientHeadersFactory;

import dev.auspex.chassis.identity.ServiceSecret;
import dev.auspex.contracts.http.Headers;

/**
 * Header factory that adds the service secret to calls without a user. Schemas are the same for every user of a tenant.
 */
@ApplicationScoped
class ServiceSecretHeader implements ClientHeadersFactory {

    private final ServiceSecret secret;

    ServiceSecretHeader(ServiceSecret secret) {
        this.secret = secret;
    }

    @Override
    public MultivaluedMap<String, String> update(
            MultivaluedMap<String, String> incoming, MultivaluedMap<String, String> outgoing) {
        MultivaluedMap<String, String> headers = new MultivaluedHashMap<>();
        headers.putSingle(Headers.SERVICE_SECRET, secret.value());
        return headers;
    }
}
