package dev.auspex.auth.membership;

import java.util.Set;

import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

import dev.auspex.auth.session.CurrentMember;
import dev.auspex.auth.tenant.TenantRole;
import dev.auspex.contracts.http.Role;

/**
 * Judges the role of whoever changes a tenant before anybody reads the body, so that those who may not are told that and nothing of
 * what the body should be. The role that counts stands in the database: a token may be older than a promotion. It is looked up here only
 * where the token's is too low; the operation looks it up again in its own transaction.
 */
public class RoleBeforeBody {

    private static final Set<String> FOR_ADMINS = Set.of("brand", "settle", "invite", "changeRole");

    private final CurrentMember member;
    private final CurrentIdentityAssociation identity;

    RoleBeforeBody(CurrentMember member, CurrentIdentityAssociation identity) {
        this.member = member;
        this.identity = identity;
    }

    @ServerRequestFilter(nonBlocking = true)
    public Uni<Response> judge(SimpleResourceInfo operation) {
        if (operation.getResourceClass() != TenantResource.class || !FOR_ADMINS.contains(operation.getMethodName())) {
            return Uni.createFrom().nullItem();
        }
        return identity.getDeferredIdentity().chain(this::judge);
    }

    private Uni<Response> judge(SecurityIdentity caller) {
        if (caller.isAnonymous() || caller.hasRole(Role.ADMIN)) {
            return Uni.createFrom().nullItem();
        }
        return member.run((transaction, me) -> {
            me.require(TenantRole.ADMIN);
            return null;
        });
    }
}
