package dev.auspex.model.registry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import jakarta.enterprise.context.ApplicationScoped;

/** Tracks the memory that the loaded versions of this replica are expected to take, and tells whether one more fits. */
@ApplicationScoped
public class MemoryBudget {

    /**
     * Bytes of objects for each character of the JSON that they were read from. With it, whatever may be loaded also fits
     * into an answer of {@link RequestMemory}.
     */
    private static final int DESCRIPTION_FACTOR = 6;

    private final MemoryConfig config;
    private final Map<Name, Entry> taken = new ConcurrentHashMap<>();
    private final Map<Object, Long> beside = new ConcurrentHashMap<>();
    private final Map<Name, Long> descriptions = new ConcurrentHashMap<>();
    private final long mostDescribed;

    public MemoryBudget(MemoryConfig config) {
        this.config = config;
        // Computed at run time: a native executable must not keep the heap size of the machine that built it.
        this.mostDescribed = Runtime.getRuntime().maxMemory() / 100 * config.descriptionPercent();
    }

    /**
     * Returns the memory to expect of a version, in bytes.
     *
     * @param onnxBytes     size of its graph
     * @param measuredBytes what its trial in a separate process took, or 0
     */
    public long expected(long onnxBytes, long measuredBytes) {
        return Math.max(Math.round(onnxBytes * config.factor()), measuredBytes);
    }

    /** Returns why a version does not fit now; empty if it fits or is counted already. */
    public Optional<String> refusal(Name name, long bytes) {
        if (taken.containsKey(name)) {
            return Optional.empty();
        }
        Optional<String> ofTenant = refusalOfTenant(name, bytes);
        if (ofTenant.isPresent() || config.budget().isEmpty()) {
            return ofTenant;
        }
        long most = config.budget().get().asLongValue();
        long used = used();
        return used + bytes <= most
                ? Optional.empty()
                : Optional.of(name.version() + " needs " + mebibytes(bytes) + " MiB of memory, but only "
                        + mebibytes(Math.max(0, most - used)) + " of " + mebibytes(most)
                        + " MiB are free. Unload a version, or raise AUSPEX_MODEL_MEMORY");
    }

    private Optional<String> refusalOfTenant(Name name, long bytes) {
        if (name.tenant() == null) {
            return Optional.empty();
        }
        long most = config.perTenant().asLongValue();
        long used = taken.entrySet().stream()
                .filter(entry -> name.tenant().equals(entry.getKey().tenant()))
                .mapToLong(entry -> entry.getValue().bytes())
                .sum();
        return used + bytes <= most
                ? Optional.empty()
                : Optional.of(name.version() + " needs " + mebibytes(bytes) + " MiB of memory, but only "
                        + mebibytes(Math.max(0, most - used)) + " of the "
                        + mebibytes(most) + " MiB for the models of one tenant"
                        + " are free. Unload a version that you do not need, or ask the operator for more"
                        + " (AUSPEX_TENANT_MODEL_MEMORY)");
    }

    /**
     * Chooses versions to unload so that a version fits, the least recently used first.
     *
     * @param bytes  what the version needs
     * @param spared versions that must stay
     * @return empty if unloading is not allowed, not needed or not enough
     */
    public List<Name> makeRoom(long bytes, Predicate<Name> spared) {
        if (!config.unloadLeastUsed() || config.budget().isEmpty()) {
            return List.of();
        }
        long missing = used() + bytes - config.budget().get().asLongValue();
        List<Name> chosen = new ArrayList<>();
        List<Map.Entry<Name, Entry>> oldest = taken.entrySet().stream()
                .filter(entry -> !spared.test(entry.getKey()))
                .sorted(Comparator.comparingLong(
                        (Map.Entry<Name, Entry> entry) -> entry.getValue().use().nanos()))
                .toList();
        for (Map.Entry<Name, Entry> entry : oldest) {
            if (missing <= 0) {
                break;
            }
            chosen.add(entry.getKey());
            missing -= entry.getValue().bytes();
        }
        return missing <= 0 ? chosen : List.of();
    }

    /**
     * Counts memory that something other than a loaded version takes.
     *
     * @return whether it fits; if not, nothing is counted
     */
    public synchronized boolean takeBeside(Object what, long bytes) {
        if (config.budget().isPresent()
                && used() + bytes > config.budget().get().asLongValue()) {
            return false;
        }
        beside.put(what, bytes);
        return true;
    }

    /** Stops counting such memory. Does nothing if it was never counted. */
    public void giveBeside(Object what) {
        beside.remove(what);
    }

    long used() {
        long others = beside.values().stream().mapToLong(Long::longValue).sum();
        return others + taken.values().stream().mapToLong(Entry::bytes).sum();
    }

    /**
     * Counts a version that is about to be loaded, so that nothing else takes its memory in the meantime.
     *
     * @return why it does not fit; empty if it is counted now or was before
     */
    synchronized Optional<String> reserve(Name name, long bytes) {
        Optional<String> refusal = refusal(name, bytes);
        if (refusal.isEmpty()) {
            taken.putIfAbsent(name, new Entry(bytes, new LastUse()));
        }
        return refusal;
    }

    /**
     * Counts what describes a loaded version: its schema, its reference profile, its inputs and outputs. They are on the
     * heap of this process, even if the graph of a tenant is in a worker. Until {@link #give}, or the next call for the
     * same version.
     *
     * @param characters of its JSON
     * @return why there is no room; empty if it is counted now
     */
    synchronized Optional<String> reserveDescription(Name name, long characters) {
        if (name.tenant() == null) {
            return Optional.empty();
        }
        long bytes = DESCRIPTION_FACTOR * characters;
        long others = 0;
        long own = 0;
        for (Map.Entry<Name, Long> entry : descriptions.entrySet()) {
            if (!entry.getKey().equals(name)) {
                others += entry.getValue();
                own += name.tenant().equals(entry.getKey().tenant()) ? entry.getValue() : 0;
            }
        }
        long free = Math.min(mostDescribed / 2 - own, mostDescribed - others);
        if (bytes > free) {
            return Optional.of("Its schema, reference profile, inputs and outputs need " + kibibytes(bytes)
                    + " KiB of memory, and " + kibibytes(Math.max(0, free))
                    + " KiB are free for those of this tenant. Unload versions that you do not need and load this one"
                    + " again, make its schema or profile smaller, or ask the operator for a larger heap.");
        }
        descriptions.put(name, bytes);
        return Optional.empty();
    }

    void take(Name name, long bytes, LastUse use) {
        taken.put(name, new Entry(bytes, use));
    }

    void give(Name name) {
        taken.remove(name);
        descriptions.remove(name);
    }

    private static long kibibytes(long bytes) {
        return (bytes + (1 << 10) - 1) >> 10;
    }

    private static long mebibytes(long bytes) {
        return (bytes + (1 << 20) - 1) >> 20;
    }

    private record Entry(long bytes, LastUse use) {}
}
