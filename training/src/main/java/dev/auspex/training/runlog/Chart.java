package dev.auspex.training.runlog;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/** A small SVG chart with points and lines over two linear axes. The same values give the same text. */
public final class Chart {

    private static final int WIDTH = 640;
    private static final int HEIGHT = 400;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 55;
    private static final int TICKS = 5;

    private final StringBuilder svg = new StringBuilder();
    private final DoubleUnaryOperator x;
    private final DoubleUnaryOperator y;

    /**
     * An axis with its range.
     *
     * @param name name for people
     * @param from value at the start
     * @param to   value at the end, above from
     */
    public record Axis(String name, double from, double to) {

        /** Returns an axis for a range of values, with a small margin. */
        public static Axis around(String name, double least, double greatest) {
            double margin = greatest > least ? (greatest - least) * 0.08 : Math.max(Math.abs(least) * 0.1, 0.1);
            return new Axis(name, least - margin, greatest + margin);
        }
    }

    /**
     * A point.
     *
     * @param x value on the lower axis
     * @param y value on the left axis
     */
    public record Point(double x, double y) {}

    /**
     * Creates an empty chart.
     *
     * @param title   title
     * @param summary what the chart shows, in a sentence, for people who cannot see it
     */
    public Chart(String title, String summary, Axis lower, Axis left) {
        x = value -> LEFT + (value - lower.from()) / (lower.to() - lower.from()) * (WIDTH - LEFT - RIGHT);
        y = value -> HEIGHT - BOTTOM - (value - left.from()) / (left.to() - left.from()) * (HEIGHT - TOP - BOTTOM);
        line(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\""
                        + " font-family=\"sans-serif\" font-size=\"12\">",
                WIDTH, HEIGHT);
        line("<title>%s</title><desc>%s</desc>", escape(title), escape(summary));
        line("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>", WIDTH, HEIGHT);
        line("<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>", LEFT, escape(title));
        for (int i = 0; i <= TICKS; i++) {
            double across = lower.from() + (lower.to() - lower.from()) * i / TICKS;
            double up = left.from() + (left.to() - left.from()) * i / TICKS;
            line(
                    "<path d=\"M%.1f %d V%d M%d %.1f H%d\" stroke=\"#e0e0e0\"/>",
                    x.applyAsDouble(across), TOP, HEIGHT - BOTTOM, LEFT, y.applyAsDouble(up), WIDTH - RIGHT);
            line(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x.applyAsDouble(across), HEIGHT - BOTTOM + 18, number(across, lower));
            line(
                    "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>",
                    LEFT - 6, y.applyAsDouble(up) + 4, number(up, left));
        }
        line(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, escape(lower.name()));
        line(
                "<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>",
                (TOP + HEIGHT - BOTTOM) / 2, escape(left.name()));
    }

    /** Adds dots, each with a tooltip. */
    public Chart dots(String colour, List<Point> points, List<String> words) {
        for (int i = 0; i < points.size(); i++) {
            line(
                    "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s</title></circle>",
                    x.applyAsDouble(points.get(i).x()),
                    y.applyAsDouble(points.get(i).y()),
                    colour,
                    escape(words.get(i)));
        }
        return this;
    }

    /** Adds a line through points. */
    public Chart path(String colour, boolean dashed, List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f ",
                    path.isEmpty() ? "M" : "L",
                    x.applyAsDouble(point.x()),
                    y.applyAsDouble(point.y())));
        }
        line(
                "<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"%s/>",
                path.toString().strip(), colour, dashed ? " stroke-dasharray=\"4 4\"" : "");
        return this;
    }

    /** Adds a vertical line, such as an interval. */
    public Chart whisker(String colour, double at, double from, double to) {
        line(
                "<path d=\"M%.1f %.1f V%.1f\" stroke=\"%s\"/>",
                x.applyAsDouble(at), y.applyAsDouble(from), y.applyAsDouble(to), colour);
        return this;
    }

    /** Returns the chart as SVG. */
    public String svg() {
        return svg + "</svg>\n";
    }

    private static String number(double value, Axis axis) {
        double range = axis.to() - axis.from();
        int digits = range >= 20 ? 0 : range >= 2 ? 1 : range >= 0.2 ? 2 : range >= 0.02 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + digits + "f", value);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    @FormatMethod
    private void line(@FormatString String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
