package dev.auspex.prediction;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.ExtLogRecord;

/** The lines that this suite's own code writes, of all levels, until it is stopped. */
public final class LogLines extends Handler {

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Logger own = Logger.getLogger("dev.auspex");
    private final Level before = own.getLevel();

    public static LogLines capture() {
        LogLines lines = new LogLines();
        lines.own.setLevel(Level.ALL);
        lines.setLevel(Level.ALL);
        Logger.getLogger("").addHandler(lines);
        return lines;
    }

    public void stop() {
        Logger.getLogger("").removeHandler(this);
        own.setLevel(before);
    }

    public List<String> texts() {
        return List.copyOf(lines);
    }

    @Override
    public void publish(LogRecord record) {
        String text = record instanceof ExtLogRecord full ? full.getFormattedMessage() : record.getMessage();
        lines.add(text + " " + record.getThrown());
    }

    @Override
    public void flush() {
        // Nothing is held back.
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
