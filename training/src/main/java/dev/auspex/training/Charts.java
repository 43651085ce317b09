package dev.auspex.training;

import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

import dev.auspex.training.data.Rows;
import dev.auspex.training.evaluate.Interval;
import dev.auspex.training.evaluate.Reliability;
import dev.auspex.training.publish.TrainedVersion;
import dev.auspex.training.runlog.Chart;
import dev.auspex.training.runlog.Chart.Axis;
import dev.auspex.training.runlog.Chart.Point;
import dev.auspex.training.search.Trial;

/** Charts of a run. */
final class Charts {

    private static final String BLUE = "#1f5fa8";
    private static final String GREY = "#808080";
    private static final String ORANGE = "#b85c00";

    private Charts() {}

    /** Returns the observed share over the mean score of the held-out rows, in bins, with 95 % intervals, as SVG. */
    static String calibration(TrainedVersion trained) {
        Rows heldOut = trained.split().heldOut();
        List<Point> points = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<Interval> intervals = new ArrayList<>();
        for (Reliability.Bin bin : Reliability.of(trained.model().scores(heldOut), heldOut.positives())
                .bins()) {
            if (bin.rows() > 0) {
                points.add(new Point(bin.meanScore(), bin.share()));
                intervals.add(Interval.ofShare(bin.positives(), bin.rows()));
                words.add(String.format(
                        Locale.ROOT,
                        "%d rows: predicted %.3f, observed %.3f",
                        bin.rows(),
                        bin.meanScore(),
                        bin.share()));
            }
        }
        String title = trained.plan().model() + " " + trained.version().version() + ": calibration on held-out rows";
        String summary = String.format(
                Locale.ROOT,
                "Share of positive rows by predicted probability. The dashed line is perfect calibration. The"
                        + " expected calibration error is %.4f.",
                trained.evaluation().calibrationError());
        Chart chart = new Chart(
                        title,
                        summary,
                        new Axis("predicted probability", 0, 1),
                        new Axis("share of positive rows", 0, 1))
                .path(GREY, true, List.of(new Point(0, 0), new Point(1, 1)))
                .path(BLUE, false, points);
        for (int i = 0; i < points.size(); i++) {
            chart.whisker(
                    BLUE,
                    points.get(i).x(),
                    intervals.get(i).low(),
                    intervals.get(i).high());
        }
        return chart.dots(BLUE, points, words).svg();
    }

    /** Returns the log loss of each trial, and the best so far among the trials on all rows, as SVG. */
    static String search(String model, List<Trial> trials) {
        List<Point> points = new ArrayList<>();
        List<String> words = new ArrayList<>();
        List<Point> best = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (Trial trial : trials) {
            double loss = trial.outcome().logLoss();
            points.add(new Point(trial.trial(), loss));
            words.add(String.format(
                    Locale.ROOT,
                    "trial %d: %.5f on %.0f %% of the rows, %s",
                    trial.trial(),
                    loss,
                    100 * trial.budget(),
                    trial.parameters()));
            if (trial.budget() == 1) {
                least = Math.min(least, loss);
                best.add(new Point(trial.trial(), least));
            }
        }
        DoubleSummaryStatistics losses = points.stream().mapToDouble(Point::y).summaryStatistics();
        return new Chart(
                        model + ": search for settings",
                        String.format(
                                Locale.ROOT,
                                "Cross-validated log loss of %d trials. The line is the best so far on all rows,"
                                        + " finally %.5f.",
                                trials.size(),
                                least),
                        new Axis("trial", 0, trials.size() + 1.0),
                        Axis.around("log loss, nats", losses.getMin(), losses.getMax()))
                .path(ORANGE, false, best)
                .dots(BLUE, points, words)
                .svg();
    }
}
