package dev.auspex.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** TLS at the door itself, and a certificate that changes. */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs = {
            @ResourceArg(name = "tls", value = "true"),
            @ResourceArg(name = "more", value = "quarkus.http.ssl.certificate.reload-period=30s")
        })
class TlsTest {

    @TestHTTPResource(value = "/health", tls = true)
    URL health;

    @Test
    void servesTlsAndTakesAChangedCertificateOverWithoutARestart() throws Exception {
        // Given
        assertTrue(subject().contains("first.example.org"));

        // When
        Surroundings.certificate(Path.of("target", "tls").toAbsolutePath(), "second.example.org");

        // Then: after one period, or after two where it looked between the key and the certificate. A handshake may
        // fail
        // meanwhile, such as one that a busy machine does not finish in time.
        Awaitility.await()
                .ignoreExceptionsInstanceOf(IOException.class)
                .atMost(Duration.ofSeconds(120))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> subject().contains("second.example.org"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/health", "/nowhere", "/api/v1/predictions", "/"})
    void tellsBrowsersToComeBackOverTls(String path) throws Exception {
        try (HttpClient client = Tls.http2()) {
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + health.getPort() + path))
                            .build(),
                    BodyHandlers.discarding());

            assertEquals(List.of("max-age=31536000"), answer.headers().allValues("strict-transport-security"));
        }
    }

    @Test
    void saysNothingOfTlsOverAPlainConnection() {
        given().get("/health").then().header("Strict-Transport-Security", nullValue());
    }

    private String subject() throws Exception {
        AtomicReference<String> subject = new AtomicReference<>("");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Whoever(subject)}, new SecureRandom());
        HttpsURLConnection connection = (HttpsURLConnection) health.openConnection();
        connection.setSSLSocketFactory(context.getSocketFactory());
        connection.setHostnameVerifier((name, session) -> true);
        assertEquals(200, connection.getResponseCode());
        connection.disconnect();
        return subject.get();
    }

    /** Trusts whatever is shown, and remembers whose it is. */
    private record Whoever(AtomicReference<String> subject) implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            subject.set(chain[0].getSubjectX500Principal().getName());
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
