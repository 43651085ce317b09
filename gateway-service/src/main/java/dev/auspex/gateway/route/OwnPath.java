package dev.auspex.gateway.route;

/** A path that the gateway answers itself. Routes with the service {@code gateway} may lead only to such paths. */
public interface OwnPath {

    /** Returns the path of its route. */
    String path();
}
