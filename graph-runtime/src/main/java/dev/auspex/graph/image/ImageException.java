package dev.auspex.graph.image;

/** A file is no image that is taken; the message is for its sender. */
final class ImageException extends Exception {

    private static final long serialVersionUID = 1;

    ImageException(String message) {
        super(message);
    }
}
