package dev.auspex.auth;

import io.quarkus.runtime.annotations.RegisterForReflection;

import dev.auspex.contracts.auth.Tokens;
import dev.auspex.contracts.event.AccessRevoked;

/**
 * Records that Jackson reads or writes where Quarkus does not see it, for the native image: the event that is stored as text, and
 * tokens inside of a response that is built by hand. AuthServiceIT logs out and registers on the built artifact.
 */
@RegisterForReflection(targets = {AccessRevoked.class, AccessRevoked.Subject.class, Tokens.class})
final class JacksonHints {

    private JacksonHints() {}
}
