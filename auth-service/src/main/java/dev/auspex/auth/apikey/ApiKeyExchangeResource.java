package dev.auspex.auth.apikey;

import java.util.Optional;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.auth.apikey.ApiKeys.GoodKey;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.session.AccessTokens;
import dev.auspex.auth.session.AccessTokens.Issued;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.ApiKeyCredential;
import dev.auspex.contracts.auth.ApiKeyExchangeApi;
import dev.auspex.contracts.auth.ApiKeyToken;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;

/** Exchanges API keys for access tokens, for the gateway. */
@RolesAllowed(Role.SERVICE)
public class ApiKeyExchangeResource implements ApiKeyExchangeApi {

    private final ApiKeys keys;
    private final Transactions transactions;
    private final AccessTokens accessTokens;
    private final Counter good;
    private final Counter refused;

    ApiKeyExchangeResource(ApiKeys keys, Transactions transactions, AccessTokens accessTokens, MeterRegistry metrics) {
        this.keys = keys;
        this.transactions = transactions;
        this.accessTokens = accessTokens;
        this.good = counter(metrics, "success");
        this.refused = counter(metrics, "refused");
    }

    private static Counter counter(MeterRegistry metrics, String outcome) {
        return Counter.builder("auspex.auth.key.exchanges")
                .description("API key exchanges by outcome")
                .tag("outcome", outcome)
                .register(metrics);
    }

    @Override
    public Uni<ApiKeyToken> exchange(ApiKeyCredential credential) {
        Optional<KeyText> text = KeyText.parse(credential.key());
        if (text.isEmpty()) {
            return Uni.createFrom().failure(this::refusal);
        }
        return transactions.run(Scope.system(), transaction -> {
            GoodKey key = keys.find(transaction, text.get()).orElseThrow(this::refusal);
            transaction.enter(Scope.tenant(key.owner().tenantId()));
            return token(keys.use(transaction, key).orElseThrow(this::refusal));
        });
    }

    private ApiKeyToken token(GoodKey key) {
        Issued issued = accessTokens.issueForKey(
                key.owner(), key.id(), key.scopes(), Reach.roles(key.owner().role(), key.scopes()), key.expiresAt());
        good.increment();
        return new ApiKeyToken(issued.token(), issued.expiresAt(), key.id());
    }

    private ProblemException refusal() {
        refused.increment();
        return new ProblemException(
                ProblemType.UNAUTHENTICATED,
                "The API key is unknown, expired or revoked, or its owner has left the tenant. Create a new key.");
    }
}
