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

/** Adds the infer operations to the OpenAPI document, because they are routes rather than REST resources. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class InferOperations implements OASFilter {

    @Override
    public void filterOpenAPI(OpenAPI document) {
        if (document.getPaths() == null) {
            document.setPaths(OASFactory.createPaths());
        }
        describeTensors(document);
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
                        "Length of the JSON in bytes, if binary tensors follow it",
                        Schema.SchemaType.INTEGER))
                .addParameter(header(
                        Headers.REQUEST_PRIORITY,
                        "Priority of the request: `interactive` (the default) or `batch`",
                        Schema.SchemaType.STRING))
                .requestBody(OASFactory.createRequestBody().required(true).content(body("OpenInferenceRequest")))
                .responses(OASFactory.createAPIResponses()
                        .addAPIResponse(
                                "200",
                                OASFactory.createAPIResponse()
                                        .description("The requested outputs")
                                        .content(body("OpenInferenceResponse")))
                        .addAPIResponse(
                                "400",
                                OASFactory.createAPIResponse()
                                        .description("The tensors do not match the inputs of the graph"))
                        .addAPIResponse(
                                "404",
                                OASFactory.createAPIResponse().description("The model or version does not exist")));
    }

    private static Content body(String schema) {
        return OASFactory.createContent()
                .addMediaType("application/json", OASFactory.createMediaType().schema(reference(schema)))
                .addMediaType(
                        "application/octet-stream",
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema()
                                        .addType(Schema.SchemaType.STRING)
                                        .format("binary")));
    }

    /** Describes the bodies of the protocol; data may be nested like the shape, or flat. */
    private static void describeTensors(OpenAPI document) {
        if (document.getComponents() == null) {
            document.setComponents(OASFactory.createComponents());
        }
        Schema input = object("An input tensor.")
                .addProperty("name", text("Name of the input in the graph."))
                .addProperty("shape", list("Sizes of the dimensions. The first is the number of rows.", integer()))
                .addProperty("datatype", text("Type of the elements, such as `FP32`."))
                .addProperty("parameters", open("`binary_data_size`, if the data follows the JSON."))
                .addProperty(
                        "data", list("The elements in row-major order, flat or nested like the shape.", anything()))
                .required(List.of("name", "shape", "datatype"));
        Schema asked = object("A requested output.")
                .addProperty("name", text("Name of the output in the graph."))
                .addProperty("parameters", open("`binary_data` or `classification`."))
                .required(List.of("name"));
        Schema output = object("An output tensor.")
                .addProperty("name", text("Name of the output in the graph."))
                .addProperty("shape", list("Sizes of the dimensions.", integer()))
                .addProperty("datatype", text("Type of the elements, such as `FP32`."))
                .addProperty("parameters", open("`binary_data_size`, if the data follows the JSON."))
                .addProperty(
                        "data", list("The elements in row-major order. Absent if they follow the JSON.", anything()))
                .required(List.of("name", "shape", "datatype"));
        document.getComponents()
                .addSchema("OpenInferenceInput", input)
                .addSchema("OpenInferenceRequestedOutput", asked)
                .addSchema("OpenInferenceOutput", output)
                .addSchema(
                        "OpenInferenceRequest",
                        object("An inference request.")
                                .addProperty("id", text("Identifier of the request, which the response repeats."))
                                .addProperty(
                                        "parameters", open("Parameters of the request, such as `binary_data_output`."))
                                .addProperty(
                                        "inputs", list("One tensor for each input.", reference("OpenInferenceInput")))
                                .addProperty(
                                        "outputs",
                                        list(
                                                "Requested outputs. If absent, all outputs are returned.",
                                                reference("OpenInferenceRequestedOutput")))
                                .required(List.of("inputs")))
                .addSchema(
                        "OpenInferenceResponse",
                        object("An inference response.")
                                .addProperty("model_name", text("Model that answered."))
                                .addProperty("model_version", text("Version that answered."))
                                .addProperty("id", text("The `id` of the request, if it had one."))
                                .addProperty("parameters", open("Parameters of the response."))
                                .addProperty("outputs", list("The outputs.", reference("OpenInferenceOutput")))
                                .required(List.of("model_name", "model_version", "outputs")))
                .addSchema(
                        "InferenceError",
                        object("An error in the form of the Open Inference Protocol.")
                                .addProperty("error", text("What is wrong and what to do about it."))
                                .required(List.of("error")));
    }

    private static Schema reference(String name) {
        return OASFactory.createSchema().ref("#/components/schemas/" + name);
    }

    private static Schema object(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.OBJECT).description(description);
    }

    private static Schema open(String description) {
        return object(description).additionalPropertiesSchema(anything());
    }

    private static Schema text(String description) {
        return OASFactory.createSchema().addType(Schema.SchemaType.STRING).description(description);
    }

    private static Schema integer() {
        return OASFactory.createSchema().addType(Schema.SchemaType.INTEGER).format("int64");
    }

    private static Schema anything() {
        return OASFactory.createSchema();
    }

    private static Schema list(String description, Schema items) {
        return OASFactory.createSchema()
                .addType(Schema.SchemaType.ARRAY)
                .description(description)
                .items(items);
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
