package dev.auspex.gateway.route;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path with a few string comparisons. Routes with {@code *} segments are tried only below the
 * longest {@code /**} route that contains them, so they cost the other routes nothing.
 */
public final class RouteTable {

    private final List<Route> routes;
    private final String[] bases;
    private final Route[] order;
    private final Template[][] narrower;

    public RouteTable(List<Route> routes) {
        Set<String> paths = new HashSet<>();
        for (Route route : routes) {
            if (!paths.add(route.path())) {
                throw new IllegalArgumentException("The table has two routes for " + route.path() + ".");
            }
        }
        this.routes = List.copyOf(routes);
        this.order = routes.stream()
                .filter(route -> !route.template())
                .sorted(Comparator.comparingInt((Route route) -> -route.base().length())
                        .thenComparing(route -> !route.exact()))
                .toArray(Route[]::new);
        this.bases = new String[order.length];
        for (int i = 0; i < order.length; i++) {
            bases[i] = order[i].base();
        }
        this.narrower = new Template[order.length][];
        for (int i = 0; i < order.length; i++) {
            Route wide = order[i];
            narrower[i] = routes.stream()
                    .filter(Route::template)
                    .filter(route -> !wide.exact() && widest(route) == wide)
                    .map(Template::new)
                    .toArray(Template[]::new);
        }
        routes.stream()
                .filter(Route::template)
                .filter(route -> widest(route) == null)
                .forEach(route -> {
                    throw new IllegalArgumentException(
                            "Route " + route.path() + " needs a route above it that ends with /**.");
                });
    }

    private @Nullable Route widest(Route template) {
        for (Route route : order) {
            if (!route.exact() && template.path().startsWith(route.base() + "/")) {
                return route;
            }
        }
        return null;
    }

    public List<Route> routes() {
        return routes;
    }

    /** Returns the most specific route, or null if there is none. */
    public @Nullable Route find(String path) {
        for (int i = 0; i < order.length; i++) {
            String base = bases[i];
            if (path.startsWith(base)
                    && (path.length() == base.length() || (!order[i].exact() && path.charAt(base.length()) == '/'))) {
                for (Template template : narrower[i]) {
                    if (template.matches(path)) {
                        return template.route;
                    }
                }
                return order[i];
            }
        }
        return null;
    }

    /** A path in which some segments match anything. */
    private static final class Template {

        private final Route route;
        private final String[] segments;

        Template(Route route) {
            this.route = route;
            this.segments = route.path().split("/", -1);
        }

        boolean matches(String path) {
            int from = 0;
            for (int i = 0; i < segments.length; i++) {
                int slash = path.indexOf('/', from);
                int to = slash < 0 ? path.length() : slash;
                boolean last = i == segments.length - 1;
                if (last != slash < 0) {
                    return false;
                }
                boolean free = segments[i].equals("*");
                if (free
                        ? to == from
                        : !path.regionMatches(from, segments[i], 0, Math.max(to - from, segments[i].length()))) {
                    return false;
                }
                from = to + 1;
            }
            return true;
        }
    }

    /**
     * Returns the service that answers a path of an API document, in which templates such as
     * {@code {id}} stand for segments.
     */
    public Optional<String> serviceOf(String path) {
        return Optional.ofNullable(find(path)).map(Route::service);
    }
}
