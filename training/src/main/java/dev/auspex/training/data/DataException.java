package dev.auspex.training.data;

import java.io.Serial;

/** Failure to use a data file. The message names the place where it is known: file, line and column. */
public final class DataException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    public DataException(String message) {
        super(message);
    }

    public DataException(String message, Throwable cause) {
        super(message, cause);
    }

    static DataException at(String file, int line, int column, String header, String problem) {
        String name = header.isEmpty() ? "" : " (" + header + ")";
        return new DataException(file + ": line " + line + ", column " + column + name + ": " + problem);
    }
}
