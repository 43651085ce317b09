package dev.auspex.auth.session;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.session.Rotation.Outcome;

/**
 * Counts sign-ins, registrations and refreshes. All counters start at 0, so that rates are right
 * from the first event on.
 */
@ApplicationScoped
public class SessionMetrics {

    /** The outcome of a sign-in. */
    public enum Login {
        SUCCESS,
        WRONG_PASSWORD,
        UNKNOWN_ACCOUNT,
        THROTTLED,
        UNVERIFIED,
        SECOND_FACTOR_ASKED,
        WRONG_SECOND_FACTOR,
        WRONG_PASSKEY,
        OVERLOADED,
        ERROR
    }

    enum Registration {
        SUCCESS,
        CONFLICT,
        OVERLOADED,
        ERROR
    }

    private final Map<Login, Counter> logins = new EnumMap<>(Login.class);
    private final Map<Registration, Counter> registrations = new EnumMap<>(Registration.class);
    private final Map<Outcome, Counter> refreshes = new EnumMap<>(Outcome.class);

    SessionMetrics(MeterRegistry metrics) {
        for (Login login : Login.values()) {
            logins.put(login, counter(metrics, "auspex.auth.logins", "Sign-ins by outcome", tag(login)));
        }
        for (Registration registration : Registration.values()) {
            registrations.put(
                    registration,
                    counter(metrics, "auspex.auth.registrations", "Registrations by outcome", tag(registration)));
        }
        for (Outcome outcome : Outcome.values()) {
            refreshes.put(
                    outcome,
                    counter(metrics, "auspex.auth.refreshes", "Uses of refresh tokens by outcome", outcome.tag()));
        }
    }

    public void count(Login outcome) {
        logins.get(outcome).increment();
    }

    void count(Registration outcome) {
        registrations.get(outcome).increment();
    }

    void count(Outcome outcome) {
        refreshes.get(outcome).increment();
    }

    private static Counter counter(MeterRegistry metrics, String name, String description, String outcome) {
        return Counter.builder(name)
                .description(description)
                .tag("outcome", outcome)
                .register(metrics);
    }

    private static String tag(Enum<?> outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
