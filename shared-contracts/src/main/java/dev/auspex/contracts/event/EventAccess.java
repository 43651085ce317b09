package dev.auspex.contracts.event;

import java.util.Locale;
import java.util.Set;

/**
 * Which Kafka topics a service may write and read, and which consumer groups it may join. The local stack creates the
 * access rules of Kafka from this table. docs/events.md, the script of the Compose file and the Kubernetes page show
 * the same rules, and tests compare them.
 */
public enum EventAccess {
    AUTH(Set.of(Topics.ACCESS_REVOKED, Topics.TENANT_CHANGED), Set.of(), Set.of()),
    MODEL(Set.of(Topics.MODEL_CHANGED), Set.of(Topics.MODEL_CHANGED), Set.of()),
    PREDICTION(Set.of(Topics.PREDICTION_COMPLETED), Set.of(Topics.MODEL_CHANGED, Topics.TENANT_CHANGED), Set.of()),
    MONITORING(
            Set.of(),
            Set.of(Topics.MODEL_CHANGED, Topics.PREDICTION_COMPLETED, Topics.TENANT_CHANGED),
            Set.of("auspex-monitoring")),
    GATEWAY(
            Set.of(),
            Set.of(Topics.ACCESS_REVOKED, Topics.MODEL_CHANGED, Topics.PREDICTION_COMPLETED, Topics.TENANT_CHANGED),
            Set.of());

    private final Set<String> writes;
    private final Set<String> reads;
    private final Set<String> groups;

    EventAccess(Set<String> writes, Set<String> reads, Set<String> groups) {
        this.writes = writes;
        this.reads = reads;
        this.groups = groups;
    }

    /** The name of the service, such as {@code auth}. */
    public String service() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The Kafka user of the service, such as {@code auspex-auth}. */
    public String user() {
        return "auspex-" + service();
    }

    /** Topics that the service may create and write. */
    public Set<String> writes() {
        return writes;
    }

    /** Topics that the service may read. */
    public Set<String> reads() {
        return reads;
    }

    /** Consumer groups that the service may join. */
    public Set<String> groups() {
        return groups;
    }
}
