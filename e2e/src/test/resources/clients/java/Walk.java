import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import client.ApiClient;
import client.ApiException;
import client.api.AuthApi;
import client.api.ModelsApi;
import client.api.PredictionsApi;
import client.api.TenantsApi;
import client.model.Credentials;
import client.model.Feature;
import client.model.ModelVersion;
import client.model.NewApiKey;
import client.model.Prediction;
import client.model.PredictionRequest;
import client.model.Problem;
import client.model.TenantSettings;
import client.model.Tokens;

/** Walks the suite with a client that is generated from its API document. */
public class Walk {

    private static final String PASSWORD = "three quiet herons by the mill";

    public static void main(String[] arguments) throws Exception {
        String address = arguments[0];
        Tokens tokens = new AuthApi(client(address, null, null))
                .register(new Credentials().email("walk-java-" + System.nanoTime() + "@example.org").password(PASSWORD), null);
        ApiClient signedIn = client(address, "Authorization", "Bearer " + tokens.getAccessToken());

        require(new ModelsApi(signedIn).listModels().stream().anyMatch(model -> model.getName().equals("churn")), "no churn");
        ModelVersion version = new ModelsApi(signedIn).getModelVersion("churn", "champion");
        Map<String, Object> features = new HashMap<>();
        for (Feature feature : version.getFeatures()) {
            features.put(feature.getName(), feature.getExample());
        }
        PredictionsApi predictions = new PredictionsApi(signedIn);
        PredictionRequest request = new PredictionRequest().model("churn").features(features);
        Prediction made = predictions.createPrediction(request);
        require(predictions.getPrediction(made.getId()).getLabel().equals(made.getLabel()), "another prediction");
        require(predictions.listPredictions(null, 1, null).getItems().size() == 1, "no page");

        String key = new AuthApi(signedIn)
                .createApiKey(new NewApiKey().name("walk").scopes(Set.of("infer")))
                .getKey();
        new PredictionsApi(client(address, "X-API-Key", key)).createPrediction(request);

        try {
            predictions.createPrediction(new PredictionRequest().model("churn").features(Map.of("nonsense", 1)));
            throw new AssertionError("nonsense was taken");
        } catch (ApiException refused) {
            require(refused.getCode() == 400, "refused with " + refused.getCode());
            Problem problem = ApiClient.createDefaultObjectMapper().readValue(refused.getResponseBody(), Problem.class);
            require(!problem.getViolations().isEmpty(), "no violations");
        }

        int days = new TenantsApi(signedIn)
                .setTenantSettings(new TenantSettings().retentionDays(30).logInputs(false))
                .getSettings()
                .getRetentionDays();
        require(days == 30, days + " days");
        System.out.println("walked");
    }

    private static ApiClient client(String address, String header, String value) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(address);
        if (header != null) {
            client.setRequestInterceptor(request -> request.header(header, value));
        }
        return client;
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
