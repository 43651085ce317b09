package dev.auspex.prediction.request;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.chassis.identity.Caller;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.prediction.Prediction;
import dev.auspex.contracts.prediction.PredictionApi;
import dev.auspex.contracts.prediction.PredictionPage;
import dev.auspex.contracts.prediction.PredictionRequest;
import dev.auspex.prediction.history.PredictionHistory;

@RolesAllowed(Role.MEMBER)
public class PredictionResource implements PredictionApi {

    private final PredictionFlow flow;
    private final PredictionHistory history;
    private final Caller caller;
    private final RequestMemory memory;

    PredictionResource(PredictionFlow flow, PredictionHistory history, Caller caller, RequestMemory memory) {
        this.flow = flow;
        this.history = history;
        this.caller = caller;
        this.memory = memory;
    }

    @Override
    public Uni<Prediction> create(PredictionRequest request) {
        memory.settle(request);
        return flow.predict(request);
    }

    @Override
    public Uni<PredictionPage> list(String model, String cursor, int limit) {
        return history.page(caller.tenantId(), model, cursor, limit, memory.page(caller.tenantId(), limit));
    }

    @Override
    public Uni<Prediction> get(UUID id) {
        return history.get(caller.tenantId(), id);
    }
}
