package dev.auspex.training.runlog;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;

/**
 * Progress of a run, for people. Long work is shown on a terminal as one line that redraws itself, elsewhere as a line
 * for each step, and in quiet mode not at all. All messages are kept for the run log in any mode. Not thread-safe.
 */
public final class Progress {

    /** How progress is shown. */
    public enum Mode {
        /** One line that redraws itself. */
        TERMINAL,
        /** A line for each step. */
        LINES,
        /** Nothing. */
        QUIET
    }

    private static final int BAR = 24;
    private static final int WIDEST = 100;

    /** Moves to the start of the line and erases it. */
    private static final String ERASE = "\r\u001B[K";

    private final PrintWriter out;
    private final Mode mode;
    private final List<String> said = new ArrayList<>();
    private String work = "";
    private int steps;
    private int done;
    private long begun;

    public Progress(PrintWriter out, Mode mode) {
        this.out = out;
        this.mode = mode;
    }

    /** Prints one line, except in quiet mode, and keeps it for the run log. */
    @FormatMethod
    public void say(@FormatString String format, Object... values) {
        String line = String.format(Locale.ROOT, format, values);
        said.add(line);
        if (mode != Mode.QUIET) {
            print((mode == Mode.TERMINAL && !work.isEmpty() ? ERASE : "") + line + "\n");
            redraw();
        }
    }

    /** Returns all lines so far. */
    public List<String> said() {
        return List.copyOf(said);
    }

    /**
     * Begins work with a known number of steps.
     *
     * @param what  name of the work for people, such as {@code churn 1: cross-validation}
     * @param count number of steps, at least 1
     */
    public void begin(String what, int count) {
        work = what;
        steps = count;
        done = 0;
        begun = System.nanoTime();
        redraw();
    }

    /** Records that another step is done. The progress line disappears after the last one. */
    public void step() {
        done++;
        if (mode == Mode.LINES) {
            print(String.format(Locale.ROOT, "%s: %d of %d%n", work, done, steps));
        }
        if (done >= steps) {
            end();
        } else {
            redraw();
        }
    }

    /** Ends the work, whether all its steps were needed or not. */
    public void end() {
        if (mode == Mode.TERMINAL && !work.isEmpty()) {
            print(ERASE);
        }
        work = "";
    }

    private void redraw() {
        if (mode == Mode.TERMINAL && !work.isEmpty()) {
            print("\r" + bar(work, done, steps, (System.nanoTime() - begun) / 1e9) + "\u001B[K");
        }
    }

    /**
     * Returns a line of at most {@value #WIDEST} characters.
     *
     * @param seconds seconds since the work began
     */
    static String bar(String what, int done, int steps, double seconds) {
        int filled = BAR * done / steps;
        String left = done == 0
                ? ""
                : String.format(Locale.ROOT, ", %.0f s left", Math.ceil(seconds / done * (steps - done)));
        String bar = "[" + "#".repeat(filled) + ".".repeat(BAR - filled) + "] " + done + "/" + steps + left + "  ";
        int room = WIDEST - bar.length();
        return bar + (what.length() <= room ? what : what.substring(0, Math.max(0, room)));
    }

    private void print(String text) {
        out.print(text);
        out.flush();
    }
}
