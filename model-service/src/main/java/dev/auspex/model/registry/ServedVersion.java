package dev.auspex.model.registry;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.engine.TensorSpec;

/**
 * A version that was checked and warmed up.
 *
 * @param description its schema; without features and labels for a bare graph that nobody has described yet
 * @param reference   content of {@code reference.json}, or null where there is none
 * @param layout      how its rows are laid out, or null where it has no schema
 * @param graph       the opened graph
 * @param preparation how a text or image becomes the graph's inputs, or null where the graph takes the values themselves
 * @param labels      which column of its probabilities belongs to which label
 * @param folder      its files: {@code model.onnx} and whatever else its package brought
 * @param use         when it was last asked for
 * @param schemaUse   whether predictions are made with its schema, or null where the schema cannot change anyway
 * @param owner       whose it is; null where all tenants share it
 */
public record ServedVersion(
        ModelVersion description,
        @Nullable ReferenceProfile reference,
        @Nullable RowLayout layout,
        Graph graph,
        @Nullable Preparation preparation,
        LabelOrder labels,
        Path folder,
        LastUse use,
        @Nullable SchemaUse schemaUse,
        @Nullable UUID owner) {

    /** Name of the output with the probability of each label. */
    public static final String PROBABILITIES = "probabilities";

    static final String LABEL = "label";

    public ServedVersion(
            ModelVersion description,
            @Nullable ReferenceProfile reference,
            @Nullable RowLayout layout,
            Graph graph,
            @Nullable Preparation preparation,
            Path folder) {
        this(
                description,
                reference,
                layout,
                graph,
                preparation,
                LabelOrder.of(description.labels(), Optional.empty()),
                folder,
                new LastUse(),
                null,
                null);
    }

    /** A version whose graph takes the values themselves. */
    public ServedVersion(
            ModelVersion description,
            @Nullable ReferenceProfile reference,
            @Nullable RowLayout layout,
            Graph graph,
            Path folder) {
        this(description, reference, layout, graph, null, folder);
    }

    /** The same opening with its labels in the order that its graph tells. */
    ServedVersion with(LabelOrder order) {
        return new ServedVersion(
                description, reference, layout, graph, preparation, order, folder, use, schemaUse, owner);
    }

    /** The same opening, whose schema may be described anew until it is used. */
    ServedVersion with(SchemaUse changing) {
        return new ServedVersion(
                description, reference, layout, graph, preparation, labels, folder, use, changing, owner);
    }

    /** The same opening as a tenant's own, or for null as one that all share. */
    public ServedVersion of(@Nullable UUID tenant) {
        return new ServedVersion(
                description, reference, layout, graph, preparation, labels, folder, use, schemaUse, tenant);
    }

    /** Whose it is, as a tag of figures: {@code shared}, or the tenant. */
    public String tenantTag() {
        return owner == null ? "shared" : owner.toString();
    }

    public String model() {
        return description.model();
    }

    public String version() {
        return description.version();
    }

    /** What a request for tensors gives: the graph's inputs, or what is prepared for them. */
    public List<TensorSpec> inputs() {
        return preparation == null ? graph.inputs() : List.of(preparation.given());
    }

    /** Whether it takes rows of named features. */
    public boolean described() {
        return layout != null;
    }

    /**
     * How its rows are laid out.
     *
     * @throws ProblemException where it has no schema
     */
    public RowLayout rows() {
        if (layout == null) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Version " + version() + " of " + model() + " has no schema of named features. Send tensors"
                            + " to /v2, or describe it with PATCH /api/v1/models/" + model() + "/versions/"
                            + version() + ".");
        }
        return layout;
    }

    /** Each opening of a graph is a version of its own; comparing descriptions would cost more than an inference. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    /**
     * A runner for rows of this version, prepared ones where it has a {@link Preparation}; one that fails each time where it has
     * no schema.
     *
     * @param mostRows largest batch that it will run
     */
    public RowRunner runner(int mostRows) {
        if (layout == null) {
            return new NoRows();
        }
        if (preparation != null) {
            return graph.prepared(preparation.padding(), PROBABILITIES);
        }
        Signature signature = Signature.of(graph);
        String probabilities = ProbabilityOutput.of(signature)
                .orElseThrow(() ->
                        new IllegalStateException("the version was opened without an output for the probabilities"))
                .name();
        boolean matrix = Matrix.of(signature, description.features()).isPresent();
        if (signature.output(probabilities + Signature.KEYS_SUFFIX).isPresent()) {
            // Maps are read by the names of the labels, which brings them into their order.
            return matrix
                    ? graph.matrix(layout.numbers().size(), probabilities, description.labels(), mostRows)
                    : new MapsRunner(graph, layout, probabilities, description.labels(), mostRows);
        }
        return labels.applied(
                matrix
                        ? graph.matrix(layout.numbers().size(), probabilities, description.labels(), mostRows)
                        : graph.rows(layout.numbers(), layout.categories(), probabilities, mostRows));
    }

    private static final class NoRows implements RowRunner {

        @Override
        public float[][] run(List<Row> rows, Deadline until) throws GraphException {
            throw new GraphException("this version has no schema of named features");
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
