package dev.auspex.model.explain;

import java.time.Duration;
import java.util.List;

import dev.auspex.contracts.http.Deadline;
import dev.auspex.contracts.model.ExplanationMethod;
import dev.auspex.contracts.model.ExplanationScale;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Row;
import dev.auspex.graph.engine.RowRunner;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.onnx.OnnxException;
import dev.auspex.model.registry.RowLayout;
import dev.auspex.model.registry.ServedVersion;

/**
 * Explains an ensemble of trees exactly. The trees are read from the graph. The columns that they split on, which
 * result from preprocessing, come from the graph itself, opened a second time with these columns as an output.
 */
final class TreeExplainer implements Explainer {

    private static final Duration LAST_RUN = Duration.ofSeconds(10);

    private final TreeEnsemble ensemble;
    private final int[] players;
    private final RowLayout layout;
    private final Graph graph;
    private final String columns;
    private final float[][] background;
    private final double base;

    private TreeExplainer(
            TreeEnsemble ensemble, int[] players, RowLayout layout, Graph graph, String columns, List<Row> background)
            throws GraphException {
        this.ensemble = ensemble;
        this.players = players;
        this.layout = layout;
        this.graph = graph;
        this.columns = columns;
        this.background = columns(background);
        double sum = 0;
        for (float[] row : this.background) {
            sum += ensemble.output(row);
        }
        this.base = sum / this.background.length;
    }

    /**
     * Reads the trees of a version, and accepts them only if they give the version's own scores of all background rows.
     *
     * @param onnx             content of the version's ONNX file
     * @param backgroundScores score that the version gives each background row
     * @throws NoEnsembleException if the version is not an ensemble that can be explained exactly
     */
    static TreeExplainer open(
            ServedVersion version, byte[] onnx, List<Row> background, double[] backgroundScores, GraphHost host)
            throws NoEnsembleException, GraphException, OnnxException {
        OnnxFile file = OnnxFile.read(onnx);
        ModelVersion description = version.description();
        int label = description.labels().indexOf(description.positiveLabel());
        LogOdds logOdds = LogOdds.of(file, label);
        String columns = logOdds.ensemble().inputs().getFirst();
        if (file.producer(columns).isEmpty()) {
            throw new NoEnsembleException("its trees read an input directly");
        }
        int[] players = ColumnTrace.of(file, columns, new Features(version.layout()).names());
        TreeEnsemble ensemble = EnsembleReader.read(logOdds, players.length, description.labels(), label == 1);
        boolean isOutput = version.graph().output(columns).isPresent();
        byte[] opened = isOutput ? onnx : file.withOutput(columns);
        Graph graph = host.open(version.model() + "/" + version.version(), Content.of(opened));
        try {
            requireColumns(graph, columns);
            TreeExplainer explainer =
                    new TreeExplainer(ensemble, players, version.layout(), graph, columns, background);
            explainer.requireScores(backgroundScores);
            return explainer;
        } catch (NoEnsembleException | GraphException | RuntimeException e) {
            graph.close(LAST_RUN);
            throw e;
        }
    }

    @Override
    public Attribution explain(Row row, double score, int permutations, Patience patience) throws GraphException {
        int features = layout.numbers().size() + layout.categories().size();
        TreeShap shap = new TreeShap(ensemble, players, features, columns(List.of(row))[0]);
        for (float[] other : background) {
            patience.require();
            shap.against(other);
        }
        double[] contributions = shap.sums();
        for (int i = 0; i < contributions.length; i++) {
            contributions[i] /= background.length;
        }
        return new Attribution(
                ExplanationMethod.TREE_SHAP,
                ExplanationScale.LOG_ODDS,
                base,
                contributions,
                null,
                background.length,
                null);
    }

    @Override
    public void close() throws GraphException {
        graph.close(LAST_RUN);
    }

    private float[][] columns(List<Row> rows) throws GraphException {
        try (RowRunner runner = graph.rows(layout.numbers(), layout.categories(), columns, rows.size())) {
            float[][] values = runner.run(rows, Deadline.in(Patience.LONGEST_RUN));
            if (values[0].length != players.length) {
                throw new GraphException(
                        "preprocessing returns " + values[0].length + " columns, not " + players.length);
            }
            return values;
        }
    }

    private static void requireColumns(Graph graph, String columns) throws NoEnsembleException {
        boolean numbers = graph.output(columns)
                .filter(spec -> spec.type() == ElementType.FP32)
                .isPresent();
        if (!numbers) {
            throw new NoEnsembleException("its columns are not FP32 numbers");
        }
    }

    private void requireScores(double[] served) throws NoEnsembleException {
        for (int i = 0; i < served.length; i++) {
            double ours = Attribution.logistic(ensemble.output(background[i]));
            if (!(Math.abs(ours - served[i]) <= Attribution.TOLERANCE)) {
                throw new NoEnsembleException("its trees return " + ours + ", but the graph returns " + served[i]
                        + " for background row " + i);
            }
        }
    }
}
