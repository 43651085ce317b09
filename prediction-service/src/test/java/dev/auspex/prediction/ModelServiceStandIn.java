package dev.auspex.prediction;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import dev.auspex.contracts.http.Headers;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.status;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;

/** Stands in for the model service with the real schemas of the bundled models, and two of a text and an image. */
public final class ModelServiceStandIn implements QuarkusTestResourceLifecycleManager {

    public static final String MODELS = """
            [{"name": "churn", "versions": ["1", "2"], "aliases": {"champion": "2"}},
             {"name": "credit", "versions": ["1"], "aliases": {"champion": "1"}},
             {"name": "digits", "versions": ["1"], "aliases": {"champion": "1"}},
             {"name": "reviews", "versions": ["1"], "aliases": {"champion": "1"}}]""";

    private static final String ADDRESS = "auspex.test.model-service";

    private WireMockServer server;

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options()
                .dynamicPort()
                .containerThreads(60)
                .extensions(new RowsStandIn())
                .disableRequestJournal());
        server.start();
        server.stubFor(any(anyUrl()).atPriority(9).willReturn(status(404)));
        server.stubFor(ofService(get(urlPathEqualTo("/api/v1/models"))).willReturn(okJson(MODELS)));
        for (String name : List.of("churn-1", "churn-2", "credit-1", "digits-1", "reviews-1")) {
            String path = "/api/v1/models/" + name.replace("-", "/versions/");
            server.stubFor(ofService(get(urlPathEqualTo(path))).willReturn(okJson(schema(name))));
        }
        answers("churn", "1", answer("1", "Yes", 0.8, "[0.2, 0.8]"));
        answers("churn", "2", answer("2", "No", 0.25, "[0.75, 0.25]"));
        answers("credit", "1", answer("1", "good", 0.1, "[0.1, 0.9]"));
        answers("digits", "1", answer("1", "one", 0.9, "[0.1, 0.9]"));
        answers("reviews", "1", okJson("""
                {"version": "1", "label": "great", "score": 0.7, "probabilities": [0.3, 0.7], "queueMicros": 11,
                 "inferenceMicros": 4000, "batchSize": 1, "warnings": [
                   {"pointer": "/features/review", "code": "truncated", "message": "review is longer than the model reads"}]}"""));
        System.setProperty(ADDRESS, server.baseUrl());
        // The built artifact gets a free port for HTTP from Quarkus, but not for management. Both must be free ones or
        // both
        // fixed ones: metrics of the two servers have equal labels only then, and Prometheus refuses others.
        return Map.of("AUSPEX_MODEL_URL", server.baseUrl(), "AUSPEX_MANAGEMENT_PORT", "0");
    }

    private void answers(String model, String version, ResponseDefinitionBuilder row) {
        server.stubFor(infer(model, version).willReturn(row));
        server.stubFor(inferRows(model, version)
                .willReturn(ResponseDefinitionBuilder.like(row.build()).but().withTransformers(RowsStandIn.NAME)));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
        }
    }

    /** A client by which tests change what the stand-in answers. */
    public static WireMock client() {
        URI address = URI.create(System.getProperty(ADDRESS));
        return new WireMock(address.getHost(), address.getPort());
    }

    public static MappingBuilder infer(String model, String version) {
        return post(urlPathEqualTo("/internal/v1/models/" + model + "/versions/" + version + "/infer"))
                .withHeader("Authorization", matching("Bearer .+"))
                .withHeader(Headers.REQUEST_DEADLINE, matching("[0-9]+"));
    }

    /** The call for several rows, in the prediction service's own name. */
    public static MappingBuilder inferRows(String model, String version) {
        return ofService(post(urlPathEqualTo("/internal/v1/models/" + model + "/versions/" + version + "/infer-rows")));
    }

    public static ResponseDefinitionBuilder answer(String version, String label, double score, String probabilities) {
        return okJson("""
                {"version": "%s", "label": "%s", "score": %s, "probabilities": %s, "queueMicros": 11,
                 "inferenceMicros": 120, "batchSize": 1, "memberOfTheFuture": true}""".formatted(version, label, score, probabilities));
    }

    private static MappingBuilder ofService(MappingBuilder request) {
        return request.withHeader(Headers.SERVICE_SECRET, matching(".{32,}"));
    }

    public static String schema(String name) {
        try (InputStream file = ModelServiceStandIn.class.getResourceAsStream("/models/" + name + ".json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
