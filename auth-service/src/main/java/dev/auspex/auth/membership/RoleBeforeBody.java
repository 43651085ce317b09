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
 * Checks the role of a caller who changes a tenant before the body is read, so that callers without the role
 * learn only that, and not what the body should contain. The role in the database counts, because a token may be
 * older than a promotion. It is looked up here only if the token's role is too low; the operation looks it up
 * again in its own transaction.
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
