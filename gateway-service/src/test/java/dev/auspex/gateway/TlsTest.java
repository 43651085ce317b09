package dev.auspex.gateway;

import java.net.URL;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
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

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

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

        // Then
        Awaitility.await()
                .atMost(Duration.ofSeconds(45))
                .pollInterval(Duration.ofSeconds(1))
                .until(() -> subject().contains("second.example.org"));
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
