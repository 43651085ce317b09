package dev.auspex.auth;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.auspex.contracts.auth.TenantSettings;
import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.event.AccessRevoked;
import dev.auspex.contracts.event.TenantChanged;

/**
 * Records that Jackson reads or writes where Quarkus does not see it, registered for the native image: events
 * that are stored as text, and tokens inside a response that is built by hand. AuthServiceIT logs out and
 * registers on the built artifact.
 */
@RegisterForReflection(
        targets = {
            AccessRevoked.class,
            AccessRevoked.Subject.class,
            TenantChanged.class,
            TenantSettings.class,
            Tokens.class
        })
final class JacksonHints {

    private JacksonHints() {}
}
