package dev.auspex.gateway.openapi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Merges several API documents into one. From each service's document it takes only what the gateway routes to that
 * service. Equal components are kept once, and everything is sorted, so the same documents always give the same bytes.
 */
final class OpenApiMerge {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static final String BEARER = "bearer";
    static final String API_KEY = "apiKey";

    private final BiPredicate<String, String> routed;
    private final Function<String, List<String>> security;
    private final SortedMap<String, ObjectNode> paths = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, JsonNode>> components = new TreeMap<>();
    private final SortedMap<String, JsonNode> tags = new TreeMap<>();
    private final Map<String, String> sources = new HashMap<>();
    private final List<String> conflicts = new ArrayList<>();
    private String version = "";

    /**
     * @param routed   whether requests to a path (first) go to a service (second)
     * @param security security schemes of a path, of which a caller chooses one; empty if anybody may call it
     */
    OpenApiMerge(BiPredicate<String, String> routed, Function<String, List<String>> security) {
        this.routed = routed;
        this.security = security;
    }

    /**
     * Merges the documents.
     *
     * @param documents document by service
     * @throws OpenApiConflictException if documents contradict each other; the message names all contradictions
     */
    ObjectNode merge(SortedMap<String, JsonNode> documents) {
        documents.forEach(this::add);
        if (!conflicts.isEmpty()) {
            throw new OpenApiConflictException(conflicts);
        }
        return document();
    }

    private void add(String service, JsonNode document) {
        addVersion(service, document.path("openapi").asText());
        document.path("paths").properties().forEach(path -> {
            if (routed.test(path.getKey(), service)) {
                addPath(service, path.getKey(), path.getValue());
            }
        });
        document.path("components").properties().forEach(section -> {
            // The gateway handles authentication, so it writes this section itself.
            if (!section.getKey().equals("securitySchemes")) {
                section.getValue()
                        .properties()
                        .forEach(one -> addComponent(service, section.getKey(), one.getKey(), one.getValue()));
            }
        });
        for (JsonNode tag : document.path("tags")) {
            tags.putIfAbsent(tag.path("name").asText(), tag);
        }
    }

    private void addVersion(String service, String given) {
        if (version.isEmpty()) {
            version = given;
        } else if (!version.equals(given)) {
            conflicts.add("openapi version " + version + " and " + given + " (" + service + ")");
        }
    }

    private void addPath(String service, String path, JsonNode operations) {
        ObjectNode merged = paths.computeIfAbsent(path, ignored -> JSON.objectNode());
        operations.properties().forEach(operation -> {
            if (merged.has(operation.getKey())) {
                conflicts.add("operation " + operation.getKey() + " " + path + " (" + service + ")");
            }
            String id = operation.getValue().path("operationId").asText();
            String other = id.isEmpty() ? null : sources.putIfAbsent("operationId " + id, service);
            if (other != null) {
                conflicts.add("operationId " + id + " (" + other + " and " + service + ")");
            }
            merged.set(operation.getKey(), secured(path, operation.getValue()));
        });
    }

    private JsonNode secured(String path, JsonNode operation) {
        if (!(operation instanceof ObjectNode object) || !operation.has("operationId")) {
            return operation;
        }
        List<String> schemes = security.apply(path);
        if (schemes.isEmpty()) {
            // The gateway lets anybody in here, but the service may still require a token. Its own declaration says so.
            return operation;
        }
        ObjectNode secured = object.deepCopy();
        ArrayNode choices = secured.putArray("security");
        schemes.forEach(scheme -> choices.addObject().putArray(scheme));
        return secured;
    }

    private void addComponent(String service, String section, String name, JsonNode component) {
        String place = "components/" + section + "/" + name;
        JsonNode known =
                components.computeIfAbsent(section, ignored -> new TreeMap<>()).putIfAbsent(name, component);
        if (known == null) {
            sources.put(place, service);
        } else if (!known.equals(component)) {
            conflicts.add(place + " (" + sources.get(place) + " and " + service + ")");
        }
    }

    private ObjectNode document() {
        ObjectNode document = JSON.objectNode();
        document.put("openapi", version.isEmpty() ? "3.1.0" : version);
        ObjectNode info = document.putObject("info");
        info.put("title", "Auspex");
        info.put("version", "0.1.0");
        info.put(
                "description",
                "All operations of Auspex. Register or sign in to get an access token, and send it as `Authorization:"
                        + " Bearer`. Programs can send an API key as `X-API-Key` instead. Errors are RFC 9457 problem"
                        + " documents. To try operations on this page, run `register` or `login`, copy `accessToken`"
                        + " into Authorize, and run any other operation with its example.");
        info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
        document.putArray("servers").addObject().put("url", "/").put("description", "This gateway");
        document.putArray("tags").addAll(sorted(tags));
        ObjectNode allPaths = document.putObject("paths");
        paths.forEach(allPaths::set);
        ObjectNode allComponents = document.putObject("components");
        components.forEach((section, named) -> {
            ObjectNode all = allComponents.putObject(section);
            named.forEach(all::set);
        });
        ObjectNode schemes = allComponents.putObject("securitySchemes");
        schemes.putObject(API_KEY)
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "X-API-Key")
                .put("description", "An API key with the scope that the operation requires");
        schemes.putObject(BEARER)
                .put("type", "http")
                .put("scheme", "bearer")
                .put("bearerFormat", "JWT")
                .put("description", "An access token from register, login or refresh");
        return document;
    }

    private static List<JsonNode> sorted(Map<String, JsonNode> tags) {
        return new LinkedHashMap<>(tags)
                .values().stream()
                        .sorted(Comparator.comparing(tag -> tag.path("name").asText()))
                        .toList();
    }
}
