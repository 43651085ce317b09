package dev.auspex.graph.image;

import java.nio.ByteBuffer;

/**
 * A PNG or JPEG file. The decoders are our own, because the JDK's decoders need AWT, whose libraries a native
 * executable does not have. The size in a file's header is checked against the limit before anything is decoded.
 */
final class ImageFile {

    /** Maximum number of pixels of an image. The sender must scale down a larger one. */
    static final long MOST_PIXELS = 4L << 20;

    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private ImageFile() {}

    /** Returns whether these bytes begin like a PNG or JPEG file. */
    static boolean isImage(byte[] file) {
        return isPng(file) || isJpeg(file);
    }

    /**
     * Receives the size from a file's header before any memory is allocated for the image, and may abort the decoding.
     */
    @FunctionalInterface
    interface Announcement {

        Announcement NONE = (width, height, decoding) -> {};

        /**
         * Announces an image.
         *
         * @param decoding bytes of memory that decoding needs, including the decoded image
         */
        void of(int width, int height, long decoding);
    }

    static Pixels decode(byte[] file) throws ImageException {
        return decode(file, Announcement.NONE);
    }

    static Pixels decode(byte[] file, Announcement announcement) throws ImageException {
        try {
            if (isPng(file)) {
                return new PngDecoder(ByteBuffer.wrap(file), announcement).decode();
            }
            if (isJpeg(file)) {
                return new JpegDecoder(file, announcement).decode();
            }
        } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException e) {
            throw new ImageException("the file ends before its image does, or is damaged");
        }
        throw new ImageException("the file is neither PNG nor JPEG");
    }

    /** Checks the size in a header against the limit. */
    static void check(long width, long height) throws ImageException {
        if (width < 1 || height < 1) {
            throw new ImageException("the image has no pixels");
        }
        if (width > MOST_PIXELS || height > MOST_PIXELS || width * height > MOST_PIXELS) {
            throw new ImageException("the image has " + width + " x " + height + " pixels, more than " + MOST_PIXELS
                    + " in all; scale it down");
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
