package dev.auspex.model.catalogue;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.auspex.contracts.model.Provenance;
import dev.auspex.contracts.model.RegisteredVersion;
import dev.auspex.contracts.model.ReplicaState;
import dev.auspex.contracts.model.VersionState;
import dev.auspex.model.registry.Sentence;
import dev.auspex.model.registry.Signature;
import dev.auspex.model.registry.VersionOrder;

/**
 * A version as it is stored.
 *
 * @param id       its id
 * @param tenant   owner, or null for a shared one
 * @param facts    what was found out about it when it was registered
 * @param described  whether it has a schema
 * @param schemaUsed whether predictions were made with the schema that somebody described, so that it does not change any more
 * @param by       account that registered it, or null
 * @param replicas how it stands on the replicas that were heard of lately
 * @param aliases  aliases that name it
 */
public record StoredVersion(
        UUID id,
        @Nullable UUID tenant,
        Facts facts,
        boolean described,
        boolean schemaUsed,
        boolean hasReference,
        boolean hasCard,
        boolean loaded,
        long generation,
        Provenance provenance,
        List<ReplicaState> replicas,
        List<String> aliases) {

    /** By the time of registration. */
    public static final Comparator<StoredVersion> OLDEST_FIRST = Comparator.comparing(
                    (StoredVersion it) -> it.provenance().at())
            .thenComparing(it -> it.facts().version(), VersionOrder.OLDEST_FIRST);

    /**
     * What never changes of a version.
     *
     * @param sha256      of the artifact, hex
     * @param sizeBytes   size of the artifact
     * @param bare        whether the artifact is a bare ONNX file
     * @param memoryBytes memory that loading it is expected to take
     */
    public record Facts(
            String model,
            String version,
            String sha256,
            long sizeBytes,
            boolean bare,
            String onnxSha256,
            long onnxBytes,
            long opset,
            long irVersion,
            String producer,
            Signature signature,
            Map<String, Double> metrics,
            long memoryBytes) {}

    /** The least good state of all replicas. */
    public VersionState state() {
        return replicas.stream()
                .map(ReplicaState::state)
                .min(Comparator.comparingInt(StoredVersion::goodness))
                .orElse(loaded ? VersionState.UPLOADED : VersionState.UNLOADED);
    }

    /** Returns why it failed, as a text with a full stop; empty if it did not fail. */
    public Optional<String> failure() {
        return replicas.stream()
                .filter(replica -> replica.state() == VersionState.FAILED)
                .map(replica -> Sentence.ended(String.valueOf(replica.cause())))
                .findFirst();
    }

    private static int goodness(VersionState state) {
        return switch (state) {
            case FAILED -> 0;
            case UPLOADED -> 1;
            case LOADING -> 2;
            case WARMING -> 3;
            case DRAINING -> 4;
            case UNLOADED -> 5;
            case READY -> 6;
        };
    }

    /** As the API tells it. */
    public RegisteredVersion told() {
        return new RegisteredVersion(
                facts.model(),
                facts.version(),
                tenant == null,
                facts.sha256(),
                facts.sizeBytes(),
                facts.onnxSha256(),
                facts.onnxBytes(),
                facts.opset(),
                facts.irVersion(),
                facts.producer(),
                provenance,
                facts.signature().inputs(),
                facts.signature().outputs(),
                facts.metrics(),
                described,
                hasReference,
                hasCard,
                facts.memoryBytes(),
                loaded,
                generation,
                state(),
                replicas,
                aliases);
    }
}
