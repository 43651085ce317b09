package dev.auspex.gateway.route;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Finds the route of a path: a few string comparisons, no pattern. */
public final class RouteTable {

    private final List<Route> routes;
    private final String[] bases;
    private final Route[] order;

    public RouteTable(List<Route> routes) {
        Set<String> paths = new HashSet<>();
        for (Route route : routes) {
            if (!paths.add(route.path())) {
                throw new IllegalArgumentException("two routes for " + route.path());
            }
        }
        this.routes = List.copyOf(routes);
        this.order = routes.stream()
                .sorted(Comparator.comparingInt((Route route) -> -route.base().length())
                        .thenComparing(route -> !route.exact()))
                .toArray(Route[]::new);
        this.bases = new String[order.length];
        for (int i = 0; i < order.length; i++) {
            bases[i] = order[i].base();
        }
    }

    public List<Route> routes() {
        return routes;
    }

    /** Finds the most specific route, or null where there is none. */
    public @Nullable Route find(String path) {
        for (int i = 0; i < order.length; i++) {
            String base = bases[i];
            if (path.startsWith(base)
                    && (path.length() == base.length() || (!order[i].exact() && path.charAt(base.length()) == '/'))) {
                return order[i];
            }
        }
        return null;
    }

    /** The service that answers a path of an API document, where templates such as {@code {id}} stand for segments. */
    public Optional<String> serviceOf(String path) {
        return Optional.ofNullable(find(path)).map(Route::service);
    }
}
