package dev.auspex.gateway.socket;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.gateway.proxy.Exchange;
import dev.auspex.gateway.proxy.OwnOperation;

/** Answers {@code GET /api/v1/ws/statistics} with the sockets of the caller's tenant at the replica that answers. */
@ApplicationScoped
public class StatisticsOperation implements OwnOperation {

    private final Sockets sockets;

    StatisticsOperation(Sockets sockets) {
        this.sockets = sockets;
    }

    @Override
    public String path() {
        return "/api/v1/ws/statistics";
    }

    @Override
    public void answer(Exchange exchange) {
        exchange.answer(200, sockets.statistics(exchange.principal().tenant()));
    }
}
