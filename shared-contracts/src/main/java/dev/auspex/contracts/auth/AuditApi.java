package dev.auspex.contracts.auth;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The audit log of the tenant, for admins. */
@Path("/api/v1/audit")
@Tag(name = "tenants", description = "Tenants and their members")
@SecurityRequirement(name = "bearer")
@Produces(MediaType.APPLICATION_JSON)
public interface AuditApi {

    @GET
    @Operation(operationId = "listAuditEvents", summary = "Lists security events, newest first")
    @APIResponse(responseCode = "200", description = "A page of events")
    @APIResponse(responseCode = "400", description = "A parameter is not valid.")
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    Uni<AuditPage> list(
            @Parameter(description = "Kind of event, such as `signed-in`") @QueryParam("kind") @Size(max = 60)
                    String kind,
            @Parameter(description = "`nextCursor` of the previous page") @QueryParam("cursor") @Size(max = 100)
                    String cursor,
            @QueryParam("limit") @DefaultValue("50") @Min(1) @Max(200) int limit);

    @GET
    @Path("/export.ndjson")
    @Produces("application/x-ndjson")
    @Operation(
            operationId = "exportAuditEvents",
            summary = "Exports all security events, with one JSON object per line")
    @APIResponse(
            responseCode = "200",
            description = "The events, newest first",
            content = @Content(schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    Multi<AuditEvent> exportLines();

    @GET
    @Path("/export.csv")
    @Produces("text/csv")
    @Operation(operationId = "exportAuditTable", summary = "Exports all security events as a table (RFC 4180)")
    @APIResponse(
            responseCode = "200",
            description = "The events, newest first",
            content = @Content(schema = @Schema(type = SchemaType.STRING)))
    @APIResponse(responseCode = "401", description = "The access token or API key is missing or not valid.")
    @APIResponse(responseCode = "403", description = "The caller's role does not allow this.")
    Multi<String> exportTable();
}
