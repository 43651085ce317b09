package dev.auspex.training.learn;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

import org.tribuo.MutableDataset;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.classification.sgd.linear.LinearSGDModel;
import org.tribuo.classification.sgd.linear.LinearSGDTrainer;
import org.tribuo.classification.sgd.objectives.LogMulticlass;
import org.tribuo.impl.ArrayExample;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.optimisers.AdaGrad;
import org.tribuo.provenance.SimpleDataSourceProvenance;

import dev.auspex.training.data.Rows;

/**
 * Logistic regression by stochastic gradient descent (Tribuo).
 *
 * @param learningRate initial learning rate of AdaGrad
 * @param epochs       number of passes over the rows
 * @param batchSize    number of rows in one step
 */
public record LogisticRegression(double learningRate, int epochs, int batchSize) implements Learner {

    @Override
    public String algorithm() {
        return "logistic-regression";
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("library", "Tribuo 4.3.2, LinearSGDTrainer with AdaGrad");
        settings.put("learning rate", Double.toString(learningRate));
        settings.put("epochs", Integer.toString(epochs));
        settings.put("batch size", Integer.toString(batchSize));
        settings.put("numbers", "median for missing ones, then standardised");
        settings.put("categories", "one column each");
        return settings;
    }

    @Override
    public TrainedModel train(Rows rows, long seed) {
        Encoding encoding = new Encoding(rows.dataSet());
        Preparation preparation = Preparation.of(encoding, rows);
        float[] matrix = encoding.matrix(rows);

        LabelFactory labels = new LabelFactory();
        var provenance = new SimpleDataSourceProvenance(
                rows.dataSet().file(), OffsetDateTime.ofInstant(rows.dataSet().published(), ZoneOffset.UTC), labels);
        MutableDataset<Label> examples = new MutableDataset<>(provenance, labels);
        for (int row = 0; row < rows.size(); row++) {
            Label label = new Label(rows.dataSet().labels().get(rows.positive(row) ? 1 : 0));
            examples.add(example(preparation, matrix, row, encoding.width(), label));
        }
        var trainer = new LinearSGDTrainer(new LogMulticlass(), new AdaGrad(learningRate), epochs, -1, batchSize, seed);
        LinearSGDModel model = (LinearSGDModel) trainer.train(examples);
        return logOdds(
                encoding,
                preparation,
                model,
                rows.dataSet().negativeLabel(),
                rows.dataSet().positiveLabel());
    }

    /**
     * Returns the model with its log odds: two rows of weights under a softmax equal one row of differences under the
     * logistic function.
     */
    private static LinearModel logOdds(
            Encoding encoding, Preparation preparation, LinearSGDModel model, String negative, String positive) {
        DenseMatrix both = model.getWeightsCopy();
        int positiveRow = model.getOutputIDInfo().getID(new Label(positive));
        int negativeRow = model.getOutputIDInfo().getID(new Label(negative));
        double[] weights = new double[encoding.width()];
        for (int column = 0; column < weights.length; column++) {
            int id = model.getFeatureIDMap().getID(featureName(column));
            weights[column] = both.get(positiveRow, id) - both.get(negativeRow, id);
        }
        int last = model.getFeatureIDMap().size();
        double bias = both.get(positiveRow, last) - both.get(negativeRow, last);
        return new LinearModel(encoding, preparation, model, weights, bias);
    }

    static ArrayExample<Label> example(Preparation preparation, float[] matrix, int row, int width, Label label) {
        String[] names = new String[width];
        double[] values = new double[width];
        for (int column = 0; column < width; column++) {
            names[column] = featureName(column);
            values[column] = preparation.apply(column, matrix[row * width + column]);
        }
        return new ArrayExample<>(label, names, values);
    }

    /** Returns the name of a column, with a padded number because Tribuo orders features by name. */
    private static String featureName(int column) {
        return "c%04d".formatted(column);
    }
}
