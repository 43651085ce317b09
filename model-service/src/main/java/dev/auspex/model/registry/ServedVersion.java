package dev.auspex.model.registry;

import java.nio.file.Path;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.model.engine.Graph;
import dev.auspex.model.engine.RowRunner;

/**
 * A version that was checked and warmed up.
 *
 * @param description content of {@code model.json}
 * @param reference   content of {@code reference.json}
 * @param layout      how its rows are laid out
 * @param graph       the opened graph
 * @param folder      the package's files
 */
public record ServedVersion(
        ModelVersion description, ReferenceProfile reference, RowLayout layout, Graph graph, Path folder) {

    /** Name of the output with the probability of each label. */
    public static final String PROBABILITIES = "probabilities";

    static final String LABEL = "label";

    public String model() {
        return description.model();
    }

    public String version() {
        return description.version();
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
     * A runner for rows of this version.
     *
     * @param mostRows largest batch that it will run
     */
    public RowRunner runner(int mostRows) {
        return graph.rows(layout.numbers(), layout.categories(), PROBABILITIES, mostRows);
    }
}
