package dev.auspex.model.inference;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.chassis.deadline.Deadline;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.InferenceResult;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.model.engine.Row;
import dev.auspex.model.engine.Tensor;
import dev.auspex.model.inference.VersionMeters.Failure;
import dev.auspex.model.registry.ServedVersion;
import dev.auspex.model.registry.VersionReady;
import dev.auspex.model.registry.VersionRetired;

/** Runs requests on the version that they name, each version behind a queue of its own. */
@ApplicationScoped
public class Inference {

    private static final Logger LOG = Logger.getLogger(Inference.class);

    private final InferenceConfig config;
    private final MeterRegistry meters;
    private final Map<ServedVersion, Lane> lanes = new ConcurrentHashMap<>();

    Inference(InferenceConfig config, MeterRegistry meters) {
        this.config = config;
        this.meters = meters;
    }

    void open(@Observes VersionReady event) {
        ServedVersion version = event.version();
        VersionMeters figures = figures(version);
        VersionQueue queue = new VersionQueue(
                version.model() + "/" + version.version(), config, () -> version.runner(config.maxBatch()), figures);
        lanes.put(version, new Lane(queue, new Decision(version.description()), figures));
    }

    /** A version that is loaded anew goes on counting where it was. */
    private VersionMeters figures(ServedVersion version) {
        for (Map.Entry<ServedVersion, Lane> lane : lanes.entrySet()) {
            VersionMeters known = lane.getValue().figures();
            if (lane.getKey().model().equals(version.model())
                    && lane.getKey().version().equals(version.version())
                    && !known.removed()) {
                return known;
            }
        }
        return new VersionMeters(meters, version.model(), version.version());
    }

    void close(@Observes VersionRetired event) {
        ServedVersion version = event.version();
        Lane lane = lanes.remove(version);
        if (lane != null && !lane.queue().close(config.drainTimeout())) {
            LOG.warnf("requests cut off at close model=%s version=%s", version.model(), version.version());
        }
    }

    /**
     * One row, which may run together with others.
     *
     * @throws ProblemException where names or types are wrong; further problems come in the Uni
     */
    public Uni<InferenceResult> row(ServedVersion version, Map<String, Object> features, Deadline deadline) {
        Lane lane = lane(version);
        return lane.queue().row(row(lane, version, features), deadline).map(lane.decision()::of);
    }

    /**
     * One run of its own.
     *
     * @param inputs  one tensor for each input of the graph
     * @param outputs names of the outputs to give back
     */
    public Uni<List<Tensor>> tensors(
            ServedVersion version, List<Tensor> inputs, List<String> outputs, Deadline deadline) {
        return queue(version).run(() -> version.graph().run(inputs, outputs), deadline);
    }

    /** The deadline that a header names, or the longest one. */
    public Deadline deadline(String header) {
        return Deadline.fromHeader(header, config.longestDeadline());
    }

    VersionQueue queue(ServedVersion version) {
        return lane(version).queue();
    }

    private Lane lane(ServedVersion version) {
        Span.current().setAttribute("model", version.model()).setAttribute("version", version.version());
        Lane lane = lanes.get(version);
        if (lane == null) {
            throw new ProblemException(
                    ProblemType.UNAVAILABLE, "This version is being taken down; try again", config.retryAfter());
        }
        return lane;
    }

    private static Row row(Lane lane, ServedVersion version, Map<String, Object> features) {
        try {
            return version.rows().row(features);
        } catch (ProblemException e) {
            lane.figures().request();
            lane.figures().failure(Failure.INVALID);
            throw e;
        }
    }

    private record Lane(VersionQueue queue, Decision decision, VersionMeters figures) {}
}
