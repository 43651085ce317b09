package dev.auspex.prediction;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;

/**
 * Answers a call for several rows as the model service would: each row with the body of the stub, but a row whose tenure is 13
 * with 429.
 */
public final class RowsStandIn implements ResponseDefinitionTransformerV2 {

    public static final String NAME = "rows";

    /** A row with this tenure is refused. */
    public static final int UNLUCKY = 13;

    private static final ObjectMapper JSON = new ObjectMapper();

    @Override
    public ResponseDefinition transform(ServeEvent event) {
        try {
            JsonNode rows = JSON.readTree(event.getRequest().getBody()).path("rows");
            List<String> answers = new ArrayList<>();
            for (JsonNode row : rows) {
                answers.add(
                        row.path("features").path("tenure").asInt() == UNLUCKY
                                ? "{\"status\": 429, \"retryAfterSeconds\": 3}"
                                : "{\"status\": 200, \"result\": "
                                        + event.getResponseDefinition().getTextBody() + "}");
            }
            return ResponseDefinitionBuilder.like(event.getResponseDefinition())
                    .withBody("{\"rows\": [" + String.join(",", answers) + "]}")
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String getName() {
        return NAME;
    }

    @Override
    public boolean applyGlobally() {
        return false;
    }
}
