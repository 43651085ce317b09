package dev.auspex.gateway.limit;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.event.TenantChanged;

/** Limits that tenants set themselves. They apply in addition to the limit classes: the smaller limit decides. */
@ApplicationScoped
public class TenantLimits {

    private static final Logger LOG = Logger.getLogger(TenantLimits.class);
    private static final String REQUESTS = "tenant-requests";
    private static final String PREDICTIONS = "tenant-predictions";
    private static final int MOST_RATE = 1_000_000;

    private final ConcurrentMap<String, Own> tenants = new ConcurrentHashMap<>();
    private final int most;
    private final double share;
    private final Counter dropped;

    TenantLimits(LimitConfig config, MeterRegistry metrics) {
        this.most = config.mostTenants();
        this.share = config.fallbackShare();
        this.dropped = Counter.builder("auspex.gateway.limit.tenants.dropped")
                .description("Limits of tenants that were not kept because there were too many; the limits of the"
                        + " classes apply")
                .register(metrics);
        metrics.gaugeMapSize("auspex.gateway.limit.tenants", List.of(), tenants);
    }

    /** What one tenant set, with the limits in Redis and the share that this instance grants on its own. */
    private record Own(
            long revision,
            @Nullable Rule requests,
            @Nullable Rule requestsAlone,
            @Nullable Rule predictions,
            @Nullable Rule predictionsAlone) {}

    /** Records the limits of a tenant; an event that is not newer than the known revision changes nothing. */
    public void hear(TenantChanged event) {
        tenants.compute(event.tenantId().toString(), (tenant, known) -> {
            if (known != null && known.revision() >= event.revision()) {
                return known;
            }
            Own own = own(event);
            if (own != null && known == null && tenants.size() >= most) {
                dropped.increment();
                LOG.warnf("limits of tenant not kept tenant=%s cause=more than auspex.limit.most-tenants", tenant);
                return null;
            }
            return own;
        });
    }

    @Nullable
    private Own own(TenantChanged event) {
        if (event.deleted()
                || (event.settings().requestsPerSecond() == null
                        && event.settings().predictionsPerDay() == null)) {
            return null;
        }
        Rule requests = null;
        if (event.settings().requestsPerSecond() != null) {
            int rate = Math.clamp(event.settings().requestsPerSecond(), 1, MOST_RATE);
            requests = Rule.rate(Rule.Dimension.TENANT, new Limit(REQUESTS, rate, rate));
        }
        Rule predictions = null;
        if (event.settings().predictionsPerDay() != null) {
            predictions = Rule.daily(
                    Rule.Dimension.TENANT,
                    PREDICTIONS,
                    Math.max(1, event.settings().predictionsPerDay()));
        }
        return new Own(
                event.revision(),
                requests,
                requests == null ? null : requests.share(share),
                predictions,
                predictions == null ? null : predictions.share(share));
    }

    /**
     * Returns whether a rule counts predictions, of which a request may make many, instead of requests by their cost.
     */
    static boolean countsPredictions(Rule rule) {
        return rule.name().equals(PREDICTIONS);
    }

    /** Adds the tenant's own rules to those of a class. */
    LimitClass.Asked with(LimitClass.Asked asked, Subject subject, boolean predicts, boolean alone) {
        Own own = subject.tenant() == null ? null : tenants.get(subject.tenant());
        if (own == null) {
            return asked;
        }
        LimitClass.Asked more = with(asked, alone ? own.requestsAlone() : own.requests(), subject);
        return predicts ? with(more, alone ? own.predictionsAlone() : own.predictions(), subject) : more;
    }

    private static LimitClass.Asked with(LimitClass.Asked asked, @Nullable Rule rule, Subject subject) {
        if (rule == null) {
            return asked;
        }
        int count = asked.rules().length;
        Rule[] rules = Arrays.copyOf(asked.rules(), count + 1);
        String[] keys = Arrays.copyOf(asked.keys(), count + 1);
        rules[count] = rule;
        keys[count] = rule.key(subject);
        return new LimitClass.Asked(rules, keys, asked.leased());
    }
}
