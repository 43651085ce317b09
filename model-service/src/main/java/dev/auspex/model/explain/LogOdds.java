package dev.auspex.model.explain;

import java.util.List;
import java.util.Set;

import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.registry.ServedVersion;

/**
 * How a graph's probabilities come from an ensemble of trees: by the logistic function of the ensemble's output, or, where the model
 * is calibrated by Platt's method, of a multiple of it plus a constant.
 *
 * @param ensemble  the node with the trees
 * @param slope     what its output is multiplied with
 * @param intercept what is added then
 */
record LogOdds(OnnxNode ensemble, double slope, double intercept) {

    private static final int MOST_STEPS = 8;
    private static final Set<String> STEPS = Set.of("Identity", "Mul", "Add");

    /**
     * Finds the ensemble behind the probabilities.
     *
     * @param label place of the label that the log odds speak for
     * @throws NoEnsembleException where the probabilities come from anything else
     */
    static LogOdds of(OnnxFile file, int label) throws NoEnsembleException, OnnxException {
        OnnxNode last = producer(file, ServedVersion.PROBABILITIES);
        if (isEnsemble(last)) {
            return ensemble(last, ServedVersion.PROBABILITIES, "LOGISTIC", 1, 0);
        }
        if (!last.is("", "Sigmoid")) {
            throw new NoEnsembleException("its probabilities come from " + last.operator());
        }
        double slope = 1;
        double intercept = 0;
        String value = last.inputs().getFirst();
        OnnxNode node = producer(file, value);
        // From the end to the start: what stands before is inside the brackets of what comes after.
        for (int step = 0; !isEnsemble(node); step++) {
            if (step == MOST_STEPS || !node.domain().isEmpty() || !STEPS.contains(node.operator())) {
                throw new NoEnsembleException("its log odds come from " + node.operator());
            }
            boolean constantFirst = node.inputs().size() == 2
                    && file.constant(node.inputs().getFirst()).isPresent();
            value = node.inputs().get(constantFirst ? 1 : 0);
            if (!node.operator().equals("Identity")) {
                float constant = constant(file, node.inputs(), constantFirst ? 0 : 1, label);
                if (node.operator().equals("Mul")) {
                    slope *= constant;
                } else {
                    intercept += slope * constant;
                }
            }
            node = producer(file, value);
        }
        return ensemble(node, value, "NONE", slope, intercept);
    }

    private static LogOdds ensemble(OnnxNode node, String output, String transform, double slope, double intercept)
            throws NoEnsembleException, OnnxException {
        if (node.outputs().indexOf(output) != 1 || node.inputs().isEmpty()) {
            throw new NoEnsembleException("its probabilities are not the scores of its trees");
        }
        if (!node.text("post_transform", "NONE").equals(transform)) {
            throw new NoEnsembleException("its scores are not log odds");
        }
        return new LogOdds(node, slope, intercept);
    }

    private static float constant(OnnxFile file, List<String> inputs, int place, int label)
            throws NoEnsembleException, OnnxException {
        float[] values = inputs.size() == 2 ? file.constant(inputs.get(place)).orElse(new float[0]) : new float[0];
        // One for both labels, or one for each.
        if (values.length != 1 && (values.length != 2 || label > 1)) {
            throw new NoEnsembleException("its log odds depend on more than constants");
        }
        return values[values.length == 1 ? 0 : label];
    }

    private static boolean isEnsemble(OnnxNode node) {
        return node.is(OnnxNode.ML, EnsembleReader.OPERATOR);
    }

    private static OnnxNode producer(OnnxFile file, String value) throws NoEnsembleException {
        return file.producer(value).orElseThrow(() -> new NoEnsembleException("no node produces " + value));
    }
}
