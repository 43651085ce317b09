package dev.auspex.auth.passkey;

import java.util.Base64;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.TokenDelivery;
import dev.auspex.contracts.auth.PasskeyAssertion;
import dev.auspex.contracts.auth.PasskeyRequestOptions;
import dev.auspex.contracts.auth.PasskeySignInApi;
import dev.auspex.contracts.auth.Tokens;

/** Sign-in with a passkey. */
public class PasskeySignInResource implements PasskeySignInApi {

    private final PasskeySignIn signIn;
    private final PasskeyChallenges challenges;
    private final RelyingParty relyingParty;
    private final PasskeyConfig config;
    private final TokenDelivery delivery;
    private final Clients clients;

    PasskeySignInResource(
            PasskeySignIn signIn,
            PasskeyChallenges challenges,
            RelyingParty relyingParty,
            PasskeyConfig config,
            TokenDelivery delivery,
            Clients clients) {
        this.signIn = signIn;
        this.challenges = challenges;
        this.relyingParty = relyingParty;
        this.config = config;
        this.delivery = delivery;
        this.clients = clients;
    }

    @Override
    @PermitAll
    public Uni<PasskeyRequestOptions> start() {
        return Uni.createFrom()
                .item(new PasskeyRequestOptions(
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(challenges.create(PasskeyChallenges.SIGN_IN)),
                        config.challengeLife().toMillis(),
                        relyingParty.id(),
                        "required"));
    }

    @Override
    @PermitAll
    public Uni<Tokens> login(PasskeyAssertion assertion) {
        relyingParty.id();
        Client client = clients.current();
        return signIn.signIn(assertion, client, delivery.marked(client))
                .map(opened -> delivery.deliver(opened, client));
    }
}
