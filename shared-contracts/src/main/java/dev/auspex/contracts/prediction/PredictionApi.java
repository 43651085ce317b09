package dev.auspex.contracts.prediction;

import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;

/** The predictions of the caller's tenant. */
@Path("/api/v1/predictions")
@Tag(name = "predictions", description = "Predictions and their history")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
public interface PredictionApi {

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @ResponseStatus(201)
    @Operation(
            operationId = "createPrediction",
            summary = "Makes a prediction and stores it durably",
            description =
                    "No operation supports the header Idempotency-Key. A request that changes something and has this"
                            + " header is refused with 400.")
    @APIResponse(
            responseCode = "201",
            description = "The stored prediction",
            content = @Content(schema = @Schema(implementation = Prediction.class)))
    @APIResponse(
            responseCode = "400",
            description = "The input does not match the schema of the model. Every violation is listed.")
    @APIResponse(responseCode = "404", description = "No such model or version")
    @APIResponse(
            responseCode = "429",
            description = "A limit is exceeded, or the service is overloaded. See Retry-After.")
    @APIResponse(responseCode = "503", description = "A service is not available. See Retry-After.")
    @APIResponse(responseCode = "504", description = "The deadline passed.")
    Uni<Prediction> create(@Valid @NotNull PredictionRequest request);

    /**
     * @param model  name of the model, to list only its predictions; absent for all
     * @param cursor {@code nextCursor} of the previous page; absent for the first page
     * @param limit  most predictions on a page
     */
    @GET
    @Operation(operationId = "listPredictions", summary = "Lists predictions, newest first")
    @APIResponse(responseCode = "200", description = "A page of predictions")
    @APIResponse(responseCode = "400", description = "The cursor or the limit is not valid.")
    Uni<PredictionPage> list(
            @QueryParam("model") @Pattern(regexp = "[a-z0-9][a-z0-9._-]{0,63}") String model,
            @QueryParam("cursor") @Size(max = 200) String cursor,
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(200) int limit);

    @GET
    @Path("/{id}")
    @Operation(operationId = "getPrediction", summary = "Returns one prediction")
    @APIResponse(responseCode = "200", description = "The prediction")
    @APIResponse(responseCode = "404", description = "No such prediction in this tenant")
    Uni<Prediction> get(@PathParam("id") UUID id);
}
