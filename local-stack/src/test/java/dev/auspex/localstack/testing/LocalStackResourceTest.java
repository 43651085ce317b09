package dev.auspex.localstack.testing;

import java.net.Socket;
import java.net.URI;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LocalStackResourceTest {

    @Test
    void givesTheServiceUnderTestItsDatabaseAndRedisAndMakesOutages() throws Exception {
        // Given
        LocalStackResource resource = new LocalStackResource();
        resource.init(Map.of("servers", "postgres,redis", "database", "prediction"));

        // When
        Map<String, String> environment = resource.start();

        // Then
        try {
            assertTrue(environment.get("AUSPEX_DB_URL").endsWith("/auspex_prediction"));
            assertEquals("auspex_prediction", environment.get("AUSPEX_DB_USER"));
            assertEquals("auspex_prediction_owner", environment.get("AUSPEX_DB_OWNER"));
            assertEquals(LocalStackResource.serviceSecret(), environment.get("AUSPEX_SERVICE_SECRET"));
            assertEquals(32, Base64.getDecoder().decode(environment.get("AUSPEX_KEY_ENCRYPTION_KEY")).length);
            int redis = URI.create(environment.get("AUSPEX_REDIS_URL")).getPort();
            connect(redis);
            LocalStackResource.stopServer("redis");
            assertThrows(java.net.ConnectException.class, () -> connect(redis));
            LocalStackResource.startServer("redis");
            connect(redis);
            assertThrows(IllegalStateException.class, () -> LocalStackResource.stopServer("oracle"));
        } finally {
            resource.stop();
        }
    }

    private static void connect(int port) throws java.io.IOException {
        new Socket("127.0.0.1", port).close();
    }
}
