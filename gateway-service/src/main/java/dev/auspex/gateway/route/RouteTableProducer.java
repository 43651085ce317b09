package dev.auspex.gateway.route;

import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

@Dependent
class RouteTableProducer {

    @Produces
    @Singleton
    RouteTable table(RouteConfig config) {
        List<Route> routes = new ArrayList<>();
        for (RouteConfig.Entry entry : config.routes()) {
            routes.add(new Route(
                    routes.size(),
                    entry.path(),
                    entry.service(),
                    entry.access(),
                    entry.limit(),
                    entry.bodyLimit().asLongValue(),
                    entry.timeout()));
        }
        return new RouteTable(routes);
    }
}
