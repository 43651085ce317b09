package dev.auspex.graph.engine;

/**
 * One request for tensors.
 *
 * @param inputs  values for each of {@link Graph#inputs()}, in their order
 * @param outputs indices of the requested {@link Graph#outputs()}
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier on the hot path, never compared
public record TensorCall(Values[] inputs, int[] outputs) {

    /** Returns the number of rows: the first dimension of its first input, or 1 if there is none. */
    public int rows() {
        return inputs.length == 0 ? 1 : inputs[0].rows();
    }

    /** Returns whether all its inputs have the same number of rows. */
    public boolean even() {
        int rows = rows();
        for (Values input : inputs) {
            if (input.shape().length == 0 || input.rows() != rows) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether two {@link #even()} calls can share one run: all their dimensions but the first are equal. */
    public boolean joins(TensorCall other) {
        for (int i = 0; i < inputs.length; i++) {
            long[] mine = inputs[i].shape();
            long[] its = other.inputs[i].shape();
            if (mine.length != its.length) {
                return false;
            }
            for (int dimension = 1; dimension < mine.length; dimension++) {
                if (mine[dimension] != its[dimension]) {
                    return false;
                }
            }
        }
        return true;
    }
}
