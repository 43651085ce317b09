package dev.auspex.graph.image;

/** Thrown when a file is not an accepted image. The message is for the sender of the file. */
final class ImageException extends Exception {

    private static final long serialVersionUID = 1;

    ImageException(String message) {
        super(message);
    }
}
