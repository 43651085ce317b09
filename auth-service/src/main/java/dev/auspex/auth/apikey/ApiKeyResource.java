package dev.auspex.auth.apikey;

import java.util.List;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.session.CurrentMember;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.ApiKey;
import dev.auspex.contracts.auth.ApiKeyApi;
import dev.auspex.contracts.auth.CreatedApiKey;
import dev.auspex.contracts.auth.NewApiKey;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.problem.ProblemType;

/** API keys, as managed by their owners. */
@RolesAllowed(Role.MEMBER)
public class ApiKeyResource implements ApiKeyApi {

    private final ApiKeys keys;
    private final CurrentMember member;
    private final Clients clients;

    ApiKeyResource(ApiKeys keys, CurrentMember member, Clients clients) {
        this.keys = keys;
        this.member = member;
        this.clients = clients;
    }

    @Override
    public Uni<CreatedApiKey> create(NewApiKey key) {
        Client client = clients.current();
        return member.alone((transaction, me) -> keys.create(transaction, me, key, client));
    }

    @Override
    public Uni<List<ApiKey>> list() {
        return member.run(keys::list);
    }

    @Override
    public Uni<RestResponse<Void>> revoke(UUID id) {
        Client client = clients.current();
        return member.run((transaction, me) -> {
            if (!keys.revoke(transaction, me, id, client)) {
                throw new ProblemException(
                        ProblemType.NOT_FOUND,
                        "You cannot revoke an API key with this id. It does not exist, or it is not yours.");
            }
            return RestResponse.noContent();
        });
    }
}
