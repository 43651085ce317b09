package dev.auspex.prediction;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.event.ModelChanged;
import dev.auspex.contracts.event.PredictionCompleted;
import dev.auspex.contracts.event.TenantChanged;
import dev.auspex.contracts.model.InferenceRequest;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.model.RowsRequest;
import dev.auspex.contracts.model.RowsResult;
import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.Violation;

/**
 * Types that Jackson reads and writes by reflection. Quarkus finds the bodies of REST endpoints and REST clients
 * itself; these are the rest: the typed call to the model service and its problems, the events, and the warnings in a
 * row's JSON column.
 */
@RegisterForReflection(
        targets = {
            InferenceRequest.class,
            InferenceResult.class,
            RowsRequest.class,
            RowsRequest.Row.class,
            RowsResult.class,
            RowsResult.Row.class,
            PredictionCompleted.class,
            ModelChanged.class,
            TenantChanged.class,
            TenantSettings.class,
            Problem.class,
            Violation.class
        })
final class JacksonHints {

    private JacksonHints() {}
}
