package dev.auspex.model.registry;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.onnx.ClassNames;

/** The mapping from the labels of a description to the columns of a graph's probabilities. */
final class LabelOrder {

    private static final int MOST_TOLD = 20;

    private final List<String> labels;
    private final Optional<ClassNames> own;
    private final int[] columns;

    private LabelOrder(List<String> labels, Optional<ClassNames> own, int[] columns) {
        this.labels = labels;
        this.own = own;
        this.columns = columns;
    }

    /**
     * Maps labels to columns by name if the graph and the description name the same classes, and by position otherwise.
     *
     * @param own the graph's own names of its columns, if it has any
     */
    static LabelOrder of(List<String> labels, Optional<ClassNames> own) {
        List<String> names = own.map(ClassNames::names).orElse(labels);
        boolean sameNames = names.size() == labels.size() && new HashSet<>(names).equals(new HashSet<>(labels));
        return new LabelOrder(
                labels,
                own,
                sameNames
                        ? labels.stream().mapToInt(names::indexOf).toArray()
                        : IntStream.range(0, labels.size()).toArray());
    }

    /** Returns whether the graph itself names its columns. */
    boolean told() {
        return own.isPresent();
    }

    /** Returns a runner whose probabilities are in the order of the labels. */
    RowRunner applied(RowRunner runner) {
        boolean inOrder = IntStream.range(0, columns.length).allMatch(label -> columns[label] == label);
        return inOrder ? runner : new ReorderedRunner(runner, columns);
    }

    /**
     * Checks labels against the classes of the graph. Classes that are strings are the graph's answers, so the labels
     * must be the same strings. Classes that are numbers may have other names, as long as none of them is the number of
     * another class.
     *
     * @return the problem, for the author of the description; empty if there is none
     */
    Optional<String> problem() {
        if (own.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = own.get().names();
        boolean sameNames = new HashSet<>(names).equals(new HashSet<>(labels));
        boolean otherWords =
                !own.get().strings() && labels.size() == names.size() && Collections.disjoint(names, labels);
        return sameNames || otherWords
                ? Optional.empty()
                : Optional.of("`labels` must be the classes of the graph, in any order: " + told(names));
    }

    private static String told(List<String> names) {
        return names.size() <= MOST_TOLD
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_TOLD)) + " and " + (names.size() - MOST_TOLD) + " more";
    }
}
