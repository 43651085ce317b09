package dev.auspex.model.explain;

/** A graph is no ensemble of trees that can be explained exactly. The message says why, for the log. */
class NoEnsembleException extends Exception {

    private static final long serialVersionUID = 1L;

    NoEnsembleException(String message) {
        super(message, null, false, false);
    }
}
