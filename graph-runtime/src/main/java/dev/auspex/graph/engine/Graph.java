package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An opened ONNX graph, in this process or in a worker. Any number of threads may run it at once, each with a runner of its own.
 */
public interface Graph {

    /** Inputs in the order of the graph; one that is no tensor has the type {@link ElementType#UNKNOWN}. */
    List<TensorSpec> inputs();

    /**
     * Outputs in the order of the graph, as tensors. An output of maps is there twice: its values as [rows, labels] under its
     * own name, and its labels as [labels] with the suffix {@code .labels}. One that cannot be a tensor has the type
     * {@link ElementType#UNKNOWN}.
     */
    List<TensorSpec> outputs();

    /** Place among the {@link #outputs()} of the labels of an output of maps; empty where the output is none. */
    OptionalInt labelsOf(String output);

    /** Whether its inputs decide which of its steps are run, and how often: it has graphs within it, for If, Loop or Scan. */
    boolean loops();

    /**
     * Whether several requests may be one run, as far as the declaration tells: every input and output has a first dimension of
     * any size, and where these dimensions of the inputs have a name, it is one name that no other dimension has.
     */
    boolean joinable();

    /**
     * A runner for tensors.
     *
     * @param mostRows rows for which it keeps prepared tensors; it runs more as well
     */
    TensorRunner tensors(int mostRows);

    /**
     * Frees the session once nothing runs in it any more.
     *
     * @param wait longest time to wait for that
     * @return whether it is closed
     * @throws GraphException where the engine fails to free it
     */
    boolean close(Duration wait) throws GraphException;

    default Optional<TensorSpec> input(String name) {
        return inputs().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    default Optional<TensorSpec> output(String name) {
        return outputs().stream().filter(spec -> spec.name().equals(name)).findFirst();
    }

    /**
     * A runner for rows whose features are inputs of shape [N, 1].
     *
     * @param numbers    names of the FP32 inputs, in the order of {@link Row#numbers()}
     * @param categories names of the string inputs, in the order of {@link Row#categories()}
     * @param output     name of the FP32 output of shape [N, labels]
     * @param mostRows   largest batch that it will run
     */
    default RowRunner rows(List<String> numbers, List<String> categories, String output, int mostRows) {
        return new ColumnRowRunner(this, numbers, categories, output, mostRows);
    }

    /**
     * A runner for rows that a {@link Preparation} has prepared.
     *
     * @param padding as {@link Preparation#padding()}
     * @param output  name of the FP32 output of shape [N, labels]
     */
    default RowRunner prepared(long[] padding, String output) {
        return new PreparedRowRunner(this, padding, output);
    }

    /**
     * A runner for rows whose features are the columns of the only input, an FP32 matrix.
     *
     * @param columns  features, in the order of {@link Row#numbers()}
     * @param output   name of the FP32 output of shape [N, labels], or of the maps from label to probability
     * @param labels   labels in the order in which their probabilities are wanted
     * @param mostRows largest batch for which it keeps prepared tensors
     */
    default RowRunner matrix(int columns, String output, List<String> labels, int mostRows) {
        return new MatrixRowRunner(tensors(mostRows), columns, place(output), labelsOf(output), labels);
    }

    /** Place of an output among the {@link #outputs()}; -1 where there is none of the name. */
    default int place(String output) {
        return outputs().stream().map(TensorSpec::name).toList().indexOf(output);
    }
}
