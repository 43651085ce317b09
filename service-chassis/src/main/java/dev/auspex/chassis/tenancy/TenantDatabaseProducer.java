package dev.auspex.chassis.tenancy;

import io.quarkus.arc.properties.IfBuildProperty;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Provides the tenant database to services that have a datasource. The others never inject it. */
@IfBuildProperty(name = "quarkus.datasource.db-kind", stringValue = "postgresql")
@ApplicationScoped
public class TenantDatabaseProducer {

    @Produces
    @Singleton
    TenantDatabase tenantDatabase(Instance<Pool> pool) {
        return new TenantDatabase(pool.get());
    }
}
