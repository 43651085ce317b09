package dev.auspex.model.artifact;

/** Signals that an artifact could not be stored or read. The message gives the cause, without any secret in it. */
public class ArtifactException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    private ArtifactException(String message, Throwable cause, boolean lasting) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** Returns an exception for a bad artifact, with which another attempt would be useless. */
    static ArtifactException bad(String message) {
        return new ArtifactException(message, null, true);
    }

    /** Returns an exception for a store that failed this time. */
    static ArtifactException outage(String message, Throwable cause) {
        return new ArtifactException(message, cause, false);
    }

    /** Returns whether another attempt would fail in the same way. */
    public boolean lasting() {
        return lasting;
    }
}
