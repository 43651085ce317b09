package dev.auspex.prediction.tenant;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

/** Tenants that want the inputs of their predictions in the log. Inputs of other tenants are never logged. */
@ApplicationScoped
public class LoggedTenants {

    private static final Logger LOG = Logger.getLogger(LoggedTenants.class);

    private final Set<UUID> logged = ConcurrentHashMap.newKeySet();
    private final int most;

    LoggedTenants(TenantConfig config) {
        this.most = config.mostLogged();
    }

    /** Returns whether the tenant wants its inputs in the log. */
    public boolean wants(UUID tenant) {
        return logged.contains(tenant);
    }

    void set(UUID tenant, boolean wanted) {
        if (!wanted) {
            logged.remove(tenant);
        } else if (logged.size() < most) {
            logged.add(tenant);
        } else if (!logged.contains(tenant)) {
            LOG.warnf("input logging refused, auspex.tenant.most-logged reached tenant=%s", tenant);
        }
    }
}
