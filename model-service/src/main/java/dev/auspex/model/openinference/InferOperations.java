package dev.auspex.model.openinference;

import java.util.List;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;

import dev.auspex.contracts.http.Headers;

/** Describes the infer operations, which stand on the router and not in the REST layer, in the OpenAPI document. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class InferOperations implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null) {
            document.setPaths(OASFactory.createPaths());
        }
        Operation champion =
                operation("v2Infer", "Runs a model's champion on tensors").addParameter(path("name"));
        Operation version = operation("v2InferVersion", "Runs a version on tensors")
                .addParameter(path("name"))
                .addParameter(path("version"));
        document.getPaths()
                .addPathItem(
                        "/v2/models/{name}/infer", OASFactory.createPathItem().POST(champion))
                .addPathItem(
                        "/v2/models/{name}/versions/{version}/infer",
                        OASFactory.createPathItem().POST(version));
    }

    private static Operation operation(String id, String summary) {
        return OASFactory.createOperation()
                .operationId(id)
                .summary(summary)
                .tags(List.of("open inference"))
                .addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme("bearer", List.of()))
                .addParameter(header(
                        OpenInferenceHeaders.JSON_LENGTH,
                        "Bytes of the JSON where binary tensors follow it",
                        Schema.SchemaType.INTEGER))
                .addParameter(header(
                        Headers.REQUEST_PRIORITY,
                        "interactive, which is the default, or batch",
                        Schema.SchemaType.STRING))
                .requestBody(OASFactory.createRequestBody().required(true).content(body()))
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse(
                                "200",
                                OASFactory.createAPIResponse()
                                        .description("The outputs asked for")
                                        .content(body())));
    }

    private static Content body() {
        return OASFactory.createContent()
                .addMediaType(
                        "application/json",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().addType(Schema.SchemaType.OBJECT)))
                .addMediaType(
                        "application/octet-stream",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema()
                                        .addType(Schema.SchemaType.STRING)
                                        .format("binary")));
    }

    private static Parameter path(String name) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.PATH)
                .required(true)
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
    }

    private static Parameter header(String name, String description, Schema.SchemaType type) {
        return OASFactory.createParameter()
                .name(name)
                .in(Parameter.In.HEADER)
                .description(description)
                .schema(OASFactory.createSchema().addType(type));
    }
}
