package dev.auspex.gateway.proxy;

import dev.auspex.gateway.route.OwnPath;

/** An operation that the gateway handles itself; a route with the service {@code gateway} leads to it. */
public interface OwnOperation extends OwnPath {

    /**
     * Handles a request that has passed authentication and limits. It must end with {@link Exchange#answer} or
     * {@link Exchange#refuse}.
     */
    void answer(Exchange exchange);
}
