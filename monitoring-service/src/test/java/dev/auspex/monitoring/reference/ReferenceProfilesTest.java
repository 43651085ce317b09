package dev.auspex.monitoring.reference;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.monitoring.ModelServiceStub;
import dev.auspex.monitoring.MonitoringTest;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@QuarkusTest
@MonitoringTest
class ReferenceProfilesTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @Inject
    ReferenceSource source;

    @Inject
    ReferenceConfig config;

    /** The first answer of all may take longer than the service's patience where the machine is busy. */
    @BeforeEach
    void waitForAnAnswer() {
        await().atMost(LONG)
                .ignoreExceptions()
                .until(() ->
                        source.fetch(null, "churn", "1").await().atMost(LONG).isPresent());
    }

    @Test
    void readsAProfileOnceHoweverManyAskForItAtOnce() {
        // Given
        ReferenceProfiles profiles = new ReferenceProfiles(source, config);
        WireMock stub = ModelServiceStub.client();
        stub.resetRequests();

        // When
        Uni<Optional<ReferenceProfile>> first = profiles.of("churn", "1");
        Uni<Optional<ReferenceProfile>> second = profiles.of("churn", "1");
        Optional<ReferenceProfile> profile = Uni.combine()
                .all()
                .unis(first, second)
                .with((a, b) -> a)
                .await()
                .atMost(LONG);
        profiles.of("churn", "1").await().atMost(LONG);

        // Then
        assertThat(profile.orElseThrow().features()).hasSize(4);
        stub.verifyThat(1, getRequestedFor(urlPathEqualTo(ModelServiceStub.CHURN)));
    }

    @Test
    void givesNothingWhereThereIsNoProfileAndDoesNotAskAgainAtOnce() {
        // Given
        ReferenceProfiles profiles = new ReferenceProfiles(source, config);
        WireMock stub = ModelServiceStub.client();
        stub.resetRequests();

        // When
        Optional<ReferenceProfile> absent = profiles.of("nothing", "1").await().atMost(LONG);
        profiles.of("nothing", "1").await().atMost(LONG);

        // Then
        assertThat(absent).isEmpty();
        stub.verifyThat(1, getRequestedFor(urlPathEqualTo("/api/v1/models/nothing/versions/1/reference")));
    }

    @Test
    void saysWhetherTheModelServiceWasHeard() {
        // Given
        UUID tenant = UUID.randomUUID();

        // When
        ReferenceProfiles.Answer absent = new ReferenceProfiles(source, config)
                .ask(tenant, "nothing", "1")
                .await()
                .atMost(LONG);
        ReferenceProfiles.Answer failed = new ReferenceProfiles(new Flaky(Optional.empty(), 0), config)
                .ask(tenant, "churn", "1")
                .await()
                .atMost(LONG);

        // Then
        assertThat(absent).isEqualTo(new ReferenceProfiles.Answer(Optional.empty(), true));
        assertThat(failed).isEqualTo(new ReferenceProfiles.Answer(Optional.empty(), false));
    }

    @Test
    void asksForATenantWhereThereIsNoSharedProfile() {
        // Given
        ReferenceProfiles profiles = new ReferenceProfiles(source, config);
        WireMock stub = ModelServiceStub.client();
        stub.resetRequests();
        UUID tenant = UUID.randomUUID();

        // When
        Optional<ReferenceProfile> shared =
                profiles.of(tenant, "churn", "1").await().atMost(LONG);
        profiles.of(tenant, "own", "1").await().atMost(LONG);

        // Then
        assertThat(shared).isPresent();
        stub.verifyThat(
                1,
                getRequestedFor(urlPathEqualTo("/api/v1/models/own/versions/1/reference"))
                        .withHeader(Headers.TENANT, equalTo(tenant.toString())));
        stub.verifyThat(
                0, getRequestedFor(urlPathEqualTo(ModelServiceStub.CHURN)).withHeader(Headers.TENANT, matching(".*")));
    }

    @Test
    void keepsAnOldProfileWhileTheModelServiceIsAway() {
        // Given: a profile that is due for a refresh at once, and a source that answers only the first time
        ReferenceConfig impatient = new ImpatientConfig(config);
        Flaky flaky = new Flaky(source.fetch(null, "churn", "1").await().atMost(LONG), 1);
        ReferenceProfiles profiles = new ReferenceProfiles(flaky, impatient);
        Optional<ReferenceProfile> first = profiles.of("churn", "1").await().atMost(LONG);

        // When
        Optional<ReferenceProfile> second = profiles.of("churn", "1").await().atMost(LONG);

        // Then
        assertThat(first).isPresent();
        assertThat(second).isEqualTo(first);
        assertThat(flaky.calls).isEqualTo(2);
    }

    private static final class Flaky extends ReferenceSource {

        private final Optional<ReferenceProfile> profile;
        private final int good;
        private int calls;

        /** Answers the first calls only. */
        Flaky(Optional<ReferenceProfile> profile, int good) {
            this.profile = profile;
            this.good = good;
        }

        @Override
        public Uni<Optional<ReferenceProfile>> fetch(UUID tenant, String model, String version) {
            calls++;
            return calls <= good
                    ? Uni.createFrom().item(profile)
                    : Uni.createFrom().failure(new IllegalStateException("away"));
        }
    }

    private record ImpatientConfig(ReferenceConfig other) implements ReferenceConfig {

        @Override
        public java.net.URI url() {
            return other.url();
        }

        @Override
        public Duration timeout() {
            return other.timeout();
        }

        @Override
        public Duration refreshAfter() {
            return Duration.ZERO;
        }

        @Override
        public Duration retryAfter() {
            return other.retryAfter();
        }

        @Override
        public int mostProfiles() {
            return other.mostProfiles();
        }
    }
}
