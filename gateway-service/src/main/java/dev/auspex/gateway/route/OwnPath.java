package dev.auspex.gateway.route;

/** What the gateway answers itself; a route with the service {@code gateway} may lead there and to nothing else. */
public interface OwnPath {

    /** The path of its route. */
    String path();
}
