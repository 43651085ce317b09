package dev.auspex.training.data;

import java.io.Serial;

/** A data file cannot be used. The message names the file, and where they are known the line and the column. */
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
