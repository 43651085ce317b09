package dev.auspex.gateway.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.auspex.contracts.problem.Problem;
import dev.auspex.contracts.problem.ProblemType;

/**
 * Adds to the merged document what applies to every operation: the errors that the gateway returns and their form, the
 * response headers, descriptions of properties and parameters, and an example of every body. It is all in one place, so
 * that no operation is missed and no service needs to know about the gateway in front of it.
 */
final class OpenApiCompletion {

    /** Member of a service's document that carries the descriptions. */
    static final String DESCRIPTIONS = "x-auspex-descriptions";

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");
    private static final String JSON_TYPE = "application/json";
    private static final int FIRST_ERROR = 400;

    /** Name and description of the shared response, by status. */
    private static final Map<String, List<String>> ERRORS = new TreeMap<>(Map.ofEntries(
            Map.entry("400", List.of("BadRequest", "The request is not well formed, or a value is not valid.")),
            Map.entry(
                    "401", List.of("Unauthenticated", "The access token or API key is missing, expired or not valid.")),
            Map.entry("403", List.of("Forbidden", "The caller's role or the scopes of the API key do not allow this.")),
            Map.entry("404", List.of("NotFound", "The requested resource does not exist in this tenant.")),
            Map.entry("406", List.of("NotAcceptable", "The response is not available in a type that Accept lists.")),
            Map.entry("413", List.of("BodyTooLarge", "The body is larger than this address allows.")),
            Map.entry(
                    "415",
                    List.of("UnsupportedMediaType", "This address does not support the media type of the body.")),
            Map.entry(
                    "429",
                    List.of(
                            "TooManyRequests",
                            "A limit is exceeded, or the service is overloaded. Retry-After says when to try again.")),
            Map.entry("502", List.of("UpstreamFailed", "A service did not respond correctly.")),
            Map.entry("503", List.of("Unavailable", "A service is not available. Retry-After says when to try again.")),
            Map.entry("504", List.of("DeadlineExceeded", "The deadline passed.")),
            Map.entry("default", List.of("UnexpectedError", "Any other error, in the same format."))));

    private static final Map<String, List<String>> HEADERS = new TreeMap<>(Map.of(
            "Retry-After", List.of("integer", "Time after which to try again, in whole seconds, at least 1", "2"),
            "RateLimit",
                    List.of(
                            "string",
                            "Remaining quota of the limit (draft-ietf-httpapi-ratelimit-headers)",
                            "\"standard\";r=99;t=1"),
            "RateLimit-Policy", List.of("string", "The limit that applies", "\"standard\";q=100;w=1"),
            "X-Request-Id",
                    List.of(
                            "string",
                            "Id of the request, to find it in the logs; the id that the client sent, if any",
                            "0199a6f2-7c1e-7b4a-9d53-2f1c6e8a4b10"),
            "WWW-Authenticate", List.of("string", "How to authenticate (RFC 9110, section 11.6.1)", "Bearer"),
            "Location",
                    List.of(
                            "string",
                            "Address of the new resource, or of the redirect",
                            "/api/v1/models/churn/versions/3"),
            "ETag", List.of("string", "Version of the response, for If-None-Match", "\"9f86d081\"")));

    private final ObjectNode document;
    private final Map<String, String> texts;
    private final JsonNode table;

    /**
     * @param document merged document, changed in place
     * @param texts    descriptions as written by the module api-descriptions
     * @param table    see {@link Examples}
     */
    OpenApiCompletion(ObjectNode document, Map<String, String> texts, JsonNode table) {
        this.document = document;
        this.texts = texts;
        this.table = table;
    }

    void complete() {
        ObjectNode components = child(document, "components");
        ObjectNode schemas = child(components, "schemas");
        eachOperation((path, operation) -> {
            describeParameters(operation);
            describeForm(operation);
            errors(path, operation);
        });
        addProblem(schemas);
        addShared(components);
        new Schemas(schemas, texts).complete(document);
        Examples examples = new Examples(schemas, table);
        eachOperation((path, operation) -> {
            exemplify(operation.path("requestBody"), examples);
            operation.path("responses").forEach(response -> exemplify(response, examples));
        });
        components.path("responses").forEach(response -> exemplify(response, examples));
    }

    private interface Visitor {
        void visit(String path, ObjectNode operation);
    }

    private void eachOperation(Visitor visitor) {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey()) && operation.getValue() instanceof ObjectNode object) {
                        visitor.visit(path.getKey(), object);
                    }
                }));
    }

    private void describeParameters(ObjectNode operation) {
        String id = operation.path("operationId").asText();
        for (JsonNode parameter : operation.path("parameters")) {
            if (!(parameter instanceof ObjectNode object) || parameter.has("$ref")) {
                continue;
            }
            String name = parameter.path("name").asText();
            describe(id, name, object);
            JsonNode example = table.path("parameter." + name);
            if (!example.isMissingNode() && !object.has("example") && !object.has("examples")) {
                object.set("example", example);
            }
        }
    }

    /** Describes the fields of a form like parameters. */
    private void describeForm(ObjectNode operation) {
        String id = operation.path("operationId").asText();
        operation.path("requestBody").path("content").forEach(media -> media.path("schema")
                .path("properties")
                .properties()
                .forEach(field -> describe(id, field.getKey(), (ObjectNode) field.getValue())));
    }

    private void describe(String operation, String name, ObjectNode described) {
        String text = texts.get("operation." + operation + "." + name);
        String usual = table.path("parameter." + name + ".description").asText();
        if (!described.has("description") && (text != null || !usual.isEmpty())) {
            described.put("description", text == null ? usual : text);
        }
    }

    private void errors(String path, ObjectNode operation) {
        ObjectNode responses = child(operation, "responses");
        boolean protocol = isProtocol(path);
        responses.properties().forEach(each -> {
            if (each.getValue() instanceof ObjectNode response && !response.has("$ref")) {
                complete(response, each.getKey(), protocol);
            }
        });
        own(operation.path("operationId").asText(), responses);
        for (String status : usual(path, operation)) {
            if (!responses.has(status)) {
                responses
                        .putObject(status)
                        .put(
                                "$ref",
                                "#/components/responses/" + (protocol ? "Protocol" : "")
                                        + ERRORS.get(status).getFirst());
            }
        }
    }

    /** Returns the statuses that an operation may always answer with, in addition to those it declares. */
    private static List<String> usual(String path, ObjectNode operation) {
        List<String> statuses = new ArrayList<>(List.of("400", "429", "502", "503", "504", "default"));
        if (operation.path("security").size() > 0) {
            statuses.addAll(List.of("401", "403"));
        }
        if (path.contains("{")) {
            statuses.add("404");
        }
        if (operation.has("requestBody")) {
            statuses.addAll(List.of("413", "415"));
        }
        if (operation.path("responses").path("200").has("content")
                || operation.path("responses").path("201").has("content")) {
            statuses.add("406");
        }
        return statuses;
    }

    private static boolean isProtocol(String path) {
        return path.equals("/v2") || path.startsWith("/v2/");
    }

    /** Adds headers that are specific to one operation. */
    private static void own(String operation, ObjectNode responses) {
        Map<String, List<String>> of = Map.of(
                "uploadModelVersion 201", List.of("Location"),
                "downloadModelVersion 200", List.of("ETag"),
                "downloadModelVersion 304", List.of("ETag"),
                "startExternal 303", List.of("Location"),
                "finishExternal 303", List.of("Location"));
        responses.properties().forEach(response -> of.getOrDefault(operation + " " + response.getKey(), List.of())
                .forEach(name -> child((ObjectNode) response.getValue(), "headers")
                        .putObject(name)
                        .put("$ref", "#/components/headers/" + name)));
    }

    private static void complete(ObjectNode response, String status, boolean protocol) {
        boolean error = status.equals("default") || Integer.parseInt(status) >= FIRST_ERROR;
        ObjectNode headers = child(response, "headers");
        headers.putObject("X-Request-Id").put("$ref", "#/components/headers/X-Request-Id");
        if (!error || status.equals("429")) {
            headers.putObject("RateLimit").put("$ref", "#/components/headers/RateLimit");
            headers.putObject("RateLimit-Policy").put("$ref", "#/components/headers/RateLimit-Policy");
        }
        if (status.equals("429") || status.equals("503")) {
            headers.putObject("Retry-After").put("$ref", "#/components/headers/Retry-After");
        }
        if (status.equals("401")) {
            headers.putObject("WWW-Authenticate").put("$ref", "#/components/headers/WWW-Authenticate");
        }
        ObjectNode content = child(response, "content");
        if (error) {
            ObjectNode media = child(content, protocol ? JSON_TYPE : Problem.MEDIA_TYPE);
            ObjectNode schema = child(media, "schema");
            if (!protocol && ERRORS.containsKey(status)) {
                media.putObject("examples")
                        .putObject("problem")
                        .put(
                                "$ref",
                                "#/components/examples/" + ERRORS.get(status).getFirst());
            }
            String reference = "#/components/schemas/" + (protocol ? "InferenceError" : "Problem");
            if (schema.isEmpty()) {
                schema.put("$ref", reference);
            } else if (!schema.path("$ref").asText().equals(reference)) {
                ObjectNode either = schema.deepCopy();
                schema.removeAll();
                schema.putArray("anyOf").add(either).addObject().put("$ref", reference);
            }
            if (protocol && status.equals("default")) {
                // The decoder answers 414 and 431 before it knows the requested address.
                child(child(content, Problem.MEDIA_TYPE), "schema").put("$ref", "#/components/schemas/Problem");
            }
        }
        content.properties().removeIf(each -> !each.getValue().has("schema"));
        if (content.isEmpty()) {
            response.remove("content");
        }
    }

    /**
     * Adds the Problem schema, which no service's document has because no operation declares it as a return type. A
     * service's own definition takes precedence if there is one.
     */
    private static void addProblem(ObjectNode schemas) {
        if (!schemas.has("Violation")) {
            ObjectNode properties =
                    schemas.putObject("Violation").put("type", "object").putObject("properties");
            List.of("pointer", "code", "message")
                    .forEach(name -> properties.putObject(name).put("type", "string"));
        }
        if (!schemas.has("Problem")) {
            ObjectNode properties =
                    schemas.putObject("Problem").put("type", "object").putObject("properties");
            List.of("type", "title", "detail", "instance", "traceId")
                    .forEach(name -> properties.putObject(name).put("type", "string"));
            properties.putObject("status").put("type", "integer").put("format", "int32");
            properties
                    .putObject("violations")
                    .put("type", "array")
                    .putObject("items")
                    .put("$ref", "#/components/schemas/Violation");
        }
    }

    private static void addShared(ObjectNode components) {
        ObjectNode headers = child(components, "headers");
        HEADERS.forEach((name, header) -> {
            ObjectNode made = headers.putObject(name);
            made.put("description", header.get(1));
            made.putObject("schema").put("type", header.get(0));
            if (header.get(0).equals("integer")) {
                made.put("example", Integer.parseInt(header.get(2)));
            } else {
                made.put("example", header.get(2));
            }
        });
        ObjectNode examples = child(components, "examples");
        ERRORS.forEach((status, error) -> example(examples.putObject(error.get(0)), status, error.get(1)));
        ObjectNode responses = child(components, "responses");
        for (boolean protocol : new boolean[] {false, true}) {
            ERRORS.forEach((status, error) -> {
                ObjectNode response = responses.putObject((protocol ? "Protocol" : "") + error.get(0));
                response.put("description", error.get(1));
                complete(response, status, protocol);
            });
        }
    }

    private static void example(ObjectNode example, String status, String description) {
        ProblemType type = ProblemType.ofStatus(status.equals("default") ? 500 : Integer.parseInt(status));
        boolean input = type == ProblemType.INVALID_INPUT;
        String message = "`tenure` is 400; it must be between 0 and 72.";
        ObjectNode problem = example.put("summary", type.title())
                .putObject("value")
                .put("type", type.uri())
                .put("title", type.title())
                .put("status", type.status())
                .put("detail", input ? message : description)
                .put("instance", "/api/v1/predictions")
                .put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
        if (input) {
            problem.putArray("violations")
                    .addObject()
                    .put("pointer", "/features/tenure")
                    .put("code", "range")
                    .put("message", message);
        }
    }

    private static void exemplify(JsonNode body, Examples examples) {
        body.path("content").properties().forEach(content -> {
            if (content.getValue() instanceof ObjectNode media
                    && content.getKey().endsWith("json")
                    && !content.getKey().endsWith("ndjson")
                    && !media.has("example")
                    && !media.has("examples")) {
                media.set("example", examples.of(media.path("schema")));
            }
        });
    }

    private static ObjectNode child(ObjectNode parent, String name) {
        return parent.path(name) instanceof ObjectNode known ? known : parent.putObject(name);
    }
}
