package dev.auspex.gateway;

import java.util.UUID;

import dev.auspex.contracts.http.Role;
import dev.auspex.localstack.testing.TokenIssuer;

/** Accounts of tests: each call is another account, with a full bucket. */
final class Tokens {

    private Tokens() {}

    static String anybody() {
        return "Bearer " + TokenIssuer.token(UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER);
    }
}
