package dev.auspex.model.registry;

import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.onnx.ClassNames;

/** Which column of a graph's probabilities belongs to which label of a description. */
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
     * By name where the graph and the description name the same classes, else one after the other.
     *
     * @param own what the graph itself calls its columns, where it does
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

    /** Whether the graph itself tells what its columns are. */
    boolean told() {
        return own.isPresent();
    }

    /** A runner whose probabilities stand in the order of the labels. */
    RowRunner applied(RowRunner runner) {
        boolean inOrder = IntStream.range(0, columns.length).allMatch(label -> columns[label] == label);
        return inOrder ? runner : new ReorderedRunner(runner, columns);
    }

    /**
     * What is wrong with labels that are to stand for the classes of the graph. Its strings are its answers, so labels are these strings.
     * Its numbers may have other words, as long as none of them is the number of another class.
     *
     * @return for whoever made the description; empty where nothing is wrong
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
                : Optional.of("labels must be the classes of the graph, in any order: " + told(names));
    }

    private static String told(List<String> names) {
        return names.size() <= MOST_TOLD
                ? String.join(", ", names)
                : String.join(", ", names.subList(0, MOST_TOLD)) + " and " + (names.size() - MOST_TOLD) + " more";
    }
}
