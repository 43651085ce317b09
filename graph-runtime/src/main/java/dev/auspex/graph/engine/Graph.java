package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An opened ONNX graph, in this process or in a worker. Any number of threads may run it at once,
 * each with its own runner.
 */
public interface Graph {

    /**
     * Returns the inputs in the order of the graph. An input that is not a tensor has the type
     * {@link ElementType#UNKNOWN}.
     */
    List<TensorSpec> inputs();

    /**
     * Returns the outputs in the order of the graph, as tensors. An output of maps appears twice: its values as
     * [rows, labels] under its own name, and its labels as [labels] with the suffix {@code .labels}. An output that
     * cannot be a tensor has the type {@link ElementType#UNKNOWN}.
     */
    List<TensorSpec> outputs();

    /**
     * Returns the index among the {@link #outputs()} of the labels of an output of maps, or empty if it
     * is not an output of maps.
     */
    OptionalInt labelsOf(String output);

    /**
     * Returns whether the inputs decide which of its steps run, and how often: it has subgraphs for If, Loop or Scan.
     */
    boolean loops();

    /**
     * Returns whether several requests may share one run, according to the declaration: every input and output has a
     * first dimension of any size. If these dimensions of the inputs have a name, they all have the same name, and
     * no other dimension has it.
     */
    boolean joinable();

    /**
     * Creates a runner for tensors.
     *
     * @param mostRows number of rows up to which it keeps prepared tensors; it can run more
     */
    TensorRunner tensors(int mostRows);

    /**
     * Frees the session once nothing runs in it any more.
     *
     * @param wait longest time to wait for that
     * @return whether the graph is closed
     * @throws GraphException if the engine fails to free it
     */
    boolean close(Duration wait) throws GraphException;

    default Optional<TensorSpec> input(String name) {
        return inputs().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    default Optional<TensorSpec> output(String name) {
        return outputs().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    /**
     * Creates a runner for rows whose features are inputs of shape [N, 1].
     *
     * @param numbers    names of the FP32 inputs, in the order of {@link Row#numbers()}
     * @param categories names of the string inputs, in the order of {@link Row#categories()}
     * @param output     name of the FP32 output of shape [N, labels]
     * @param mostRows   largest batch that it can run
     */
    default RowRunner rows(List<String> numbers, List<String> categories, String output, int mostRows) {
        return new ColumnRowRunner(this, numbers, categories, output, mostRows);
    }

    /**
     * Creates a runner for rows that a {@link Preparation} has prepared.
     *
     * @param padding as {@link Preparation#padding()}
     * @param output  name of the FP32 output of shape [N, labels]
     */
    default RowRunner prepared(long[] padding, String output) {
        return new PreparedRowRunner(this, padding, output);
    }

    /**
     * Creates a runner for rows whose features are the columns of the only input, an FP32 matrix.
     *
     * @param columns  number of features, in the order of {@link Row#numbers()}
     * @param output   name of the FP32 output of shape [N, labels], or of the maps from label to probability
     * @param labels   labels in the order in which their probabilities are returned
     * @param mostRows largest batch for which it keeps prepared tensors
     */
    default RowRunner matrix(int columns, String output, List<String> labels, int mostRows) {
        return new MatrixRowRunner(tensors(mostRows), columns, place(output), labelsOf(output), labels);
    }

    /** Returns the index of an output among the {@link #outputs()}, or -1 if there is none with this name. */
    default int place(String output) {
        return outputs().stream().map(TensorSpec::name).toList().indexOf(output);
    }
}
