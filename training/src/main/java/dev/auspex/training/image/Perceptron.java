package dev.auspex.training.image;

import java.util.Random;

/**
 * Two layers with a rectifier between them and a softmax after them, trained by stochastic gradient descent with
 * momentum (Goodfellow, Bengio, Courville 2016, "Deep Learning", algorithms 6.3, 6.4 and 8.2). All arithmetic is plain
 * Java in a fixed order, so the same seed gives the same bits everywhere.
 *
 * @param hidden first layer
 * @param output second layer
 */
record Perceptron(Perceptron.Layer hidden, Perceptron.Layer output) {

    private static final double MOMENTUM = 0.9;
    private static final double DECAY = 1e-4;
    private static final int BATCH = 16;

    /**
     * A layer.
     *
     * @param weights weights, indexed by output and then by input
     * @param biases  bias of each output
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    record Layer(double[][] weights, double[] biases) {

        static Layer random(int inputs, int outputs, Random random) {
            double[][] weights = new double[outputs][inputs];
            double spread = Math.sqrt(2.0 / inputs);
            for (double[] row : weights) {
                for (int i = 0; i < inputs; i++) {
                    row[i] = random.nextGaussian() * spread;
                }
            }
            return new Layer(weights, new double[outputs]);
        }

        static Layer zeros(Layer like) {
            return new Layer(new double[like.weights.length][like.weights[0].length], new double[like.biases.length]);
        }

        double[] of(double[] inputs) {
            double[] outputs = biases.clone();
            for (int i = 0; i < outputs.length; i++) {
                for (int j = 0; j < inputs.length; j++) {
                    outputs[i] += weights[i][j] * inputs[j];
                }
            }
            return outputs;
        }

        /** Adds the gradient of one example. */
        void gather(double[] errors, double[] inputs) {
            for (int i = 0; i < errors.length; i++) {
                biases[i] += errors[i];
                for (int j = 0; j < inputs.length; j++) {
                    weights[i][j] += errors[i] * inputs[j];
                }
            }
        }

        /** Takes one step: the gradient changes the velocity, and the velocity is added to the weights. */
        void step(Layer gradient, Layer velocity, double rate) {
            for (int i = 0; i < biases.length; i++) {
                velocity.biases[i] = MOMENTUM * velocity.biases[i] - rate * gradient.biases[i];
                biases[i] += velocity.biases[i];
                for (int j = 0; j < weights[i].length; j++) {
                    velocity.weights[i][j] =
                            MOMENTUM * velocity.weights[i][j] - rate * (gradient.weights[i][j] + DECAY * weights[i][j]);
                    weights[i][j] += velocity.weights[i][j];
                }
            }
        }
    }

    /**
     * Trains a perceptron. Each pass moves each image by up to one pixel, as nobody writes exactly in the middle.
     *
     * @param done runs after each pass
     */
    static Perceptron train(Digits digits, int width, int passes, double rate, long seed, Runnable done) {
        Random random = new Random(seed);
        int pixels = Digits.SIZE * Digits.SIZE;
        Perceptron net =
                new Perceptron(Layer.random(pixels, width, random), Layer.random(width, Digits.CLASSES, random));
        Layer hiddenVelocity = Layer.zeros(net.hidden);
        Layer outputVelocity = Layer.zeros(net.output);
        int[] order = new int[digits.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        for (int pass = 0; pass < passes; pass++) {
            shuffle(order, random);
            double now = rate * (1 - (double) pass / passes);
            for (int from = 0; from < order.length; from += BATCH) {
                int to = Math.min(order.length, from + BATCH);
                Layer hiddenGradient = Layer.zeros(net.hidden);
                Layer outputGradient = Layer.zeros(net.output);
                for (int i = from; i < to; i++) {
                    double[] moved = moved(digits.pixels()[order[i]], random.nextInt(3) - 1, random.nextInt(3) - 1);
                    net.gather(moved, digits.labels()[order[i]], 1.0 / (to - from), hiddenGradient, outputGradient);
                }
                net.hidden.step(hiddenGradient, hiddenVelocity, now);
                net.output.step(outputGradient, outputVelocity, now);
            }
            done.run();
        }
        return net;
    }

    private void gather(double[] pixels, int label, double share, Layer hiddenGradient, Layer outputGradient) {
        double[] raw = hidden.of(pixels);
        double[] active = rectified(raw);
        double[] errors = softmax(output.of(active));
        errors[label] -= 1;
        double[] back = new double[active.length];
        for (int i = 0; i < errors.length; i++) {
            errors[i] *= share;
            for (int j = 0; j < back.length; j++) {
                back[j] += raw[j] > 0 ? errors[i] * output.weights()[i][j] : 0;
            }
        }
        outputGradient.gather(errors, active);
        hiddenGradient.gather(back, pixels);
    }

    /** Returns the probability of each digit. */
    double[] probabilities(float[] pixels) {
        return softmax(output.of(rectified(hidden.of(moved(pixels, 0, 0)))));
    }

    private static double[] moved(float[] pixels, int right, int down) {
        double[] moved = new double[pixels.length];
        for (int y = 0; y < Digits.SIZE; y++) {
            for (int x = 0; x < Digits.SIZE; x++) {
                int fromX = x - right;
                int fromY = y - down;
                boolean inside = fromX >= 0 && fromY >= 0 && fromX < Digits.SIZE && fromY < Digits.SIZE;
                moved[y * Digits.SIZE + x] = inside ? pixels[fromY * Digits.SIZE + fromX] : 0;
            }
        }
        return moved;
    }

    private static double[] rectified(double[] values) {
        double[] rectified = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            rectified[i] = Math.max(0, values[i]);
        }
        return rectified;
    }

    private static double[] softmax(double[] values) {
        double most = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            most = Math.max(most, value);
        }
        double sum = 0;
        double[] shares = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            shares[i] = StrictMath.exp(values[i] - most);
            sum += shares[i];
        }
        for (int i = 0; i < values.length; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static void shuffle(int[] order, Random random) {
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int held = order[i];
            order[i] = order[j];
            order[j] = held;
        }
    }
}
