package dev.auspex.monitoring;

import java.net.URI;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.eclipse.microprofile.config.ConfigProvider;

import dev.auspex.contracts.http.Headers;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;

/** Stands in for the model service: knows the reference of churn 1, has none for others, and is broken for broken 1. */
public final class ModelServiceStub implements QuarkusTestResourceLifecycleManager {

    public static final String CHURN = "/api/v1/models/churn/versions/1/reference";

    private static final String PROFILE = """
            {"model": "churn", "version": "1", "rows": 1000, "memberOfTheFuture": true,
             "features": [
               {"name": "tenure", "type": "integer", "edges": [24.0, 49.0, 74.0], "categories": [],
                "proportions": [0.25, 0.25, 0.25, 0.25], "missing": 0.0},
               {"name": "contract", "type": "category", "edges": [], "categories": ["monthly", "yearly"],
                "proportions": [0.25, 0.75], "missing": 0.0},
               {"name": "charges", "type": "number", "edges": [25.0], "categories": [],
                "proportions": [0.5, 0.5], "missing": 0.0},
               {"name": "never", "type": "number", "edges": [1.0], "categories": [],
                "proportions": [0.5, 0.5], "missing": 0.0}],
             "score": {"name": "score", "type": "number", "edges": [0.25, 0.5, 0.75], "categories": [],
               "proportions": [0.25, 0.25, 0.25, 0.25], "missing": 0.0}}
            """;

    /** Edges on values, as packages had them once, and what is nonsense. */
    private static final String OLD_PROFILE = """
            {"model": "m3", "version": "1", "rows": 450,
             "features": [
               {"name": "x", "type": "number", "edges": [0.1, 0.2], "categories": [],
                "proportions": [0.3111111111111111, 0.3511111111111111, 0.3377777777777778], "missing": 0.0},
               null,
               {"name": "odd", "type": "number", "missing": -1},
               {"name": "untold"}],
             "score": {"name": "score", "type": "number", "edges": [0.5], "proportions": [1.5, -0.5]}}
            """;

    private WireMockServer server;

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options().dynamicPort());
        server.start();
        server.stubFor(any(anyUrl()).atPriority(9).willReturn(aResponse().withStatus(404)));
        server.stubFor(get(urlPathEqualTo(CHURN))
                .withHeader(Headers.SERVICE_SECRET, matching(".{32,}"))
                .withHeader(Headers.REQUEST_DEADLINE, matching("[0-9]+"))
                .withHeader("Accept", equalTo("application/json"))
                .willReturn(okJson(PROFILE)));
        server.stubFor(get(urlPathEqualTo("/api/v1/models"))
                .withHeader(Headers.SERVICE_SECRET, matching(".{32,}"))
                .withHeader(Headers.TENANT, matching("[0-9a-f-]{36}"))
                .willReturn(okJson("""
                        [{"name": "churn", "versions": ["1", "2"], "aliases": {"champion": "1"}, "memberOfTheFuture": 1}]""")));
        server.stubFor(
                get(urlPathEqualTo("/api/v1/models/m3/versions/1/reference")).willReturn(okJson(OLD_PROFILE)));
        server.stubFor(get(urlPathMatching("/api/v1/models/broken.*"))
                .willReturn(aResponse().withStatus(500)));
        server.stubFor(get(urlPathMatching("/api/v1/models/slow.*"))
                .willReturn(okJson(PROFILE).withFixedDelay(30_000)));
        return Map.of("AUSPEX_MODEL_URL", server.baseUrl());
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
        }
    }

    /** A client that asks the stand-in what it was asked. */
    public static WireMock client() {
        URI address = URI.create(ConfigProvider.getConfig().getValue("AUSPEX_MODEL_URL", String.class));
        return new WireMock(address.getHost(), address.getPort());
    }
}
