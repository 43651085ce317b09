package dev.auspex.training.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureReference;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.contracts.model.ReferenceProfile;
import dev.auspex.training.onnx.ImageGraph;
import dev.auspex.training.onnx.OnnxExport;
import dev.auspex.training.publish.PackageWriter;
import dev.auspex.training.runlog.Progress;

/** Training from the table of digits to the package {@code digits}. */
public final class DigitsTraining {

    /** Name of the model. */
    public static final String MODEL = "digits";

    private static final String VERSION = "1";
    private static final int HIDDEN = 96;
    private static final int PASSES = 200;
    private static final double RATE = 0.1;
    private static final double TOLERANCE = 1e-5;
    private static final double MOST_BYTES = 1 << 20;

    /** Width and height of a data pixel in the example image, in pixels. */
    private static final int ENLARGED = 8;

    /** Time at which this edition of the data was published with scikit-learn 1.2.1. */
    private static final Instant PUBLISHED = Instant.parse("2023-01-24T00:00:00Z");

    private DigitsTraining() {}

    /**
     * Trains the model and writes its package.
     *
     * @param data folder of the data files
     * @return share of held-out digits that the model reads correctly
     */
    public static double run(Path data, PackageWriter writer, long seed, Progress progress)
            throws IOException, OrtException {
        Digits all = Digits.read(data);
        Digits training = all.split(seed).getFirst();
        Digits heldOut = all.split(seed).getLast();
        progress.begin(MODEL + " 1: training", PASSES);
        Perceptron net = Perceptron.train(training, HIDDEN, PASSES, RATE, seed, progress::step);
        Judged judged = Judged.of(net, heldOut);
        progress.say(
                "%s 1: two dense layers, %,d digits to train on, %,d held out: accuracy %.4f, log loss %.4f",
                MODEL, training.size(), heldOut.size(), judged.accuracy(), judged.logLoss());

        List<String> labels =
                IntStream.range(0, Digits.CLASSES).mapToObj(Integer::toString).toList();
        byte[] onnx = ImageGraph.of(
                MODEL,
                VERSION,
                "Digits written by hand",
                labels,
                Digits.SIZE,
                Digits.SIZE,
                net.hidden().weights(),
                net.hidden().biases(),
                net.output().weights(),
                net.output().biases());
        double difference = difference(onnx, net, heldOut);
        if (!(difference <= TOLERANCE)) {
            throw new IllegalStateException("the ONNX graph differs from the trainer by " + difference);
        }
        progress.say("%s 1: ONNX differs from the trainer by at most %.1e, %,d bytes", MODEL, difference, onnx.length);
        writer.writeImage(
                description(labels, judged, seed, data, onnx, heldOut),
                profile(net, training),
                onnx,
                preparation(),
                card(judged, training, heldOut, seed));
        return judged.accuracy();
    }

    private static ModelVersion description(
            List<String> labels, Judged judged, long seed, Path data, byte[] onnx, Digits heldOut) throws IOException {
        Feature image = new Feature(
                "image",
                FeatureType.IMAGE,
                "One digit, dark on light, as a PNG or JPEG file; best cut out so that it fills the image",
                "bytes",
                true,
                null,
                MOST_BYTES,
                List.of(),
                Base64.getEncoder().encodeToString(png(heldOut.pixels()[0])));
        return new ModelVersion(
                MODEL,
                VERSION,
                "Digits by hand, two dense layers",
                "Which digit somebody wrote; the score is the probability of a 0.",
                "multilayer-perceptron",
                List.of(image),
                labels,
                "0",
                OnnxExport.THRESHOLD,
                judged.metrics(),
                seed,
                PackageWriter.sha256(Files.readAllBytes(data.resolve(Digits.FILE))),
                PackageWriter.sha256(onnx),
                PUBLISHED);
    }

    /**
     * Returns the reference profile: the deciles of the score, and a single bin for the image, because nothing that
     * events report of an image is profiled.
     */
    private static ReferenceProfile profile(Perceptron net, Digits training) {
        double[] scores = new double[training.size()];
        for (int row = 0; row < scores.length; row++) {
            scores[row] = net.probabilities(training.pixels()[row])[0];
        }
        FeatureReference image =
                new FeatureReference("image", FeatureType.IMAGE, List.of(), List.of(), List.of(1.0), 0);
        return new ReferenceProfile(
                MODEL, VERSION, training.size(), List.of(image), PackageWriter.profileOfScores(scores));
    }

    /** Returns the preparation. It inverts images: they show dark ink on white paper, but the data measures ink. */
    private static String preparation() {
        return "{\"image\": {\"feature\": \"image\", \"width\": 8, \"height\": 8, \"layout\": \"NCHW\", \"colour\": \"grey\","
                + " \"scale\": -0.00392156862745098, \"mean\": [-1], \"deviation\": [1]}}";
    }

    private static double difference(byte[] onnx, Perceptron net, Digits digits) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        FloatBuffer pixels = FloatBuffer.allocate(digits.size() * Digits.SIZE * Digits.SIZE);
        for (float[] digit : digits.pixels()) {
            pixels.put(digit);
        }
        long[] shape = {digits.size(), 1, Digits.SIZE, Digits.SIZE};
        double largest = 0;
        try (OrtSession session = environment.createSession(onnx);
                OnnxTensor input = OnnxTensor.createTensor(environment, pixels.flip(), shape);
                OrtSession.Result result = session.run(Map.of("pixels", input))) {
            float[][] served = (float[][])
                    result.get(OnnxExport.PROBABILITIES).orElseThrow().getValue();
            for (int row = 0; row < served.length; row++) {
                double[] wanted = net.probabilities(digits.pixels()[row]);
                for (int i = 0; i < wanted.length; i++) {
                    largest = Math.max(largest, Math.abs(wanted[i] - served[row][i]));
                }
            }
        }
        return largest;
    }

    /** Returns a digit as an image that looks like a scan. */
    static byte[] png(float[] pixels) throws IOException {
        int size = Digits.SIZE * ENLARGED;
        BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                float ink = pixels[y / ENLARGED * Digits.SIZE + x / ENLARGED];
                image.getRaster().setSample(x, y, 0, Math.round(255 * (1 - ink)));
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /** Quality on held-out digits. In the confusion table, rows are true digits and columns are predicted digits. */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Judged(double accuracy, double logLoss, int[][] confusion) {

        static Judged of(Perceptron net, Digits digits) {
            int right = 0;
            double loss = 0;
            int[][] confusion = new int[Digits.CLASSES][Digits.CLASSES];
            for (int row = 0; row < digits.size(); row++) {
                double[] probabilities = net.probabilities(digits.pixels()[row]);
                int answered = 0;
                for (int i = 1; i < probabilities.length; i++) {
                    answered = probabilities[i] > probabilities[answered] ? i : answered;
                }
                int label = digits.labels()[row];
                right += answered == label ? 1 : 0;
                loss -= StrictMath.log(Math.max(1e-15, probabilities[label]));
                confusion[label][answered]++;
            }
            return new Judged((double) right / digits.size(), loss / digits.size(), confusion);
        }

        Map<String, Double> metrics() {
            Map<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("accuracy", Math.rint(accuracy * 1e6) / 1e6);
            metrics.put("log_loss", Math.rint(logLoss * 1e6) / 1e6);
            return metrics;
        }
    }

    private static String card(Judged judged, Digits training, Digits heldOut, long seed) {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                # Digits by hand, two dense layers

                Which digit somebody wrote; the score is the probability of a 0.

                | | |
                | --- | --- |
                | model, version | `digits` 1 |
                | input | `image`, a PNG or JPEG file of one digit, dark on light; it is scaled to 8 by 8 grey pixels |
                | answers | `0` to `9`, with the probability of each |

                ## Data

                digits.csv: %,d digits of 13 people, 8 by 8 pixels of 17 levels: the test set of "Optical Recognition of Handwritten
                Digits" (E. Alpaydin, C. Kaynak, 1998) as scikit-learn 1.2.1 ships it, licence BSD-3-Clause. Split at random with seed %d,
                75 to 25, each digit in the same proportion on both sides: %,d trained on, %,d held out.

                ## Training

                %d rectified units and a softmax, %d passes of stochastic gradient descent with momentum; each image is moved by up to one
                pixel in each pass.

                ## Quality on held-out digits

                Accuracy %.4f, log loss %.4f. Rows: what it is; columns: what was answered.

                """,
                training.size() + heldOut.size(),
                seed,
                training.size(),
                heldOut.size(),
                HIDDEN,
                PASSES,
                judged.accuracy(),
                judged.logLoss()));
        text.append("| |");
        IntStream.range(0, Digits.CLASSES)
                .forEach(digit -> text.append(' ').append(digit).append(" |"));
        text.append("\n|").append(" --- |".repeat(Digits.CLASSES + 1)).append('\n');
        for (int digit = 0; digit < Digits.CLASSES; digit++) {
            text.append("| ").append(digit).append(" |");
            for (int count : judged.confusion()[digit]) {
                text.append(' ').append(count).append(" |");
            }
            text.append('\n');
        }
        return text + """

                ## Limits

                - The number of units and passes was chosen by the held-out figures, which therefore flatter a little.
                - The people whose digits it knows wrote on a form, and some of them wrote digits on both sides of the split: of strangers it
                  reads fewer rightly.
                - An image that is no digit is answered with a digit. A score is no doubt about that.
                - It sees 8 by 8 pixels: a thin line in a large image is gone by then.

                ## Made by

                `./auspex train --model digits --seed %d`, which gives these files again, byte for byte.
                """.formatted(seed);
    }
}
