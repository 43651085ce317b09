package dev.auspex.model.explain;

/**
 * Signals that a graph is not an ensemble of trees that can be explained exactly. The message gives the reason,
 * for the log.
 */
class NoEnsembleException extends Exception {

    private static final long serialVersionUID = 1L;

    NoEnsembleException(String message) {
        super(message, null, false, false);
    }
}
