package dev.auspex.model.artifact;

/** An artifact could not be stored or read. The message says why, without any secret in it. */
public class ArtifactException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean lasting;

    private ArtifactException(String message, Throwable cause, boolean lasting) {
        super(message, cause);
        this.lasting = lasting;
    }

    /** The artifact itself is bad: trying again is of no use. */
    static ArtifactException bad(String message) {
        return new ArtifactException(message, null, true);
    }

    /** The store did not do its work this time. */
    static ArtifactException outage(String message, Throwable cause) {
        return new ArtifactException(message, cause, false);
    }

    /** Whether another attempt would end the same way. */
    public boolean lasting() {
        return lasting;
    }
}
