package dev.auspex.graph.image;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * A PNG or JPEG file. Decoders of our own: the JDK's need AWT, whose libraries a native executable does not have. What a file
 * says of its size is held against the limit before anything is decoded.
 */
final class ImageFile {

    /** Most pixels of an image: what is larger is to be scaled down by its sender. */
    static final long MOST_PIXELS = 4L << 20;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private ImageFile() {}

    /** Whether bytes begin as such a file does. */
    static boolean isImage(byte[] file) {
        return isPng(file) || isJpeg(file);
    }

    static Pixels decode(byte[] file) throws ImageException {
        try {
            if (isPng(file)) {
                return new PngDecoder(ByteBuffer.wrap(file)).decode();
            }
            if (isJpeg(file)) {
                return new JpegDecoder(file).decode();
            }
        } catch (IndexOutOfBoundsException | BufferUnderflowException e) {
            throw new ImageException("the file is cut off or damaged");
        }
        throw new ImageException("the file is neither a PNG nor a JPEG file");
    }

    /** Holds the size that a header tells against the limit. */
    static void check(long width, long height) throws ImageException {
        if (width < 1 || height < 1) {
            throw new ImageException("the image has no pixels");
        }
        if (width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_PIXELS) {
            throw new ImageException("the image has " + width + " x " + height + " pixels; at most " + MOST_PIXELS
                    + " in total are allowed. Scale it down");
        }
    }

    private static boolean isPng(byte[] file) {
        if (file.length < PNG.length) {
            return false;
        }
        for (int i = 0; i < PNG.length; i++) {
            if (file[i] != PNG[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isJpeg(byte[] file) {
        return file.length > 3 && file[0] == (byte) 0xFF && file[1] == (byte) 0xD8 && file[2] == (byte) 0xFF;
    }
}
