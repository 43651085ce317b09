package dev.auspex.monitoring.statistics;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;

import dev.auspex.chassis.identity.Caller;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Role;
import dev.auspex.contracts.monitoring.ModelStatistics;
import dev.auspex.contracts.monitoring.MonitoringApi;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.monitoring.reference.Aliases;
import dev.auspex.monitoring.statistics.WindowStore.Version;

/** Statistics of the caller's tenant. */
@RolesAllowed(Role.MEMBER)
public class StatisticsResource implements MonitoringApi {

    /** Form of names. No other name is ever stored, and PostgreSQL rejects a NUL in text. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final StatisticsReport report;
    private final Aliases aliases;
    private final Caller caller;

    StatisticsResource(StatisticsReport report, Aliases aliases, Caller caller) {
        this.report = report;
        this.aliases = aliases;
        this.caller = caller;
    }

    @Override
    public Uni<List<ModelStatistics>> list(int hours) {
        return report.all(caller.tenantId(), Duration.ofHours(hours));
    }

    @Override
    public Uni<ModelStatistics> get(String model, String version, int hours) {
        if (!NAME.matcher(model).matches() || !NAME.matcher(version).matches()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "No model or version has this name.");
        }
        UUID tenant = caller.tenantId();
        return aliases.version(tenant, model, version)
                .chain(named -> report.one(tenant, new Version(model, named), Duration.ofHours(hours)));
    }
}
