package dev.auspex.gateway.asset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A file in memory, ready to be sent.
 *
 * @param contentType  media type
 * @param cacheControl {@code Cache-Control}
 * @param hash         hash of the content, used for the entity tag
 * @param plain        content
 * @param gzip         compressed content, or null if compression does not make it smaller
 */
public record Asset(
        String contentType,
        String cacheControl,
        String hash,
        Buffer plain,
        @Nullable Buffer gzip) {

    /** May be cached forever: changed content gets a new name. */
    public static final String IMMUTABLE = "public, max-age=31536000, immutable";

    /** May be cached, but must be revalidated on each use. */
    public static final String REVALIDATE = "no-cache";

    private static final int WORTH_COMPRESSING = 512;
    private static final int HASH_LETTERS = 32;

    public static Asset of(String name, String cacheControl, byte[] content) {
        String contentType = contentType(name);
        byte[] compressed = content.length >= WORTH_COMPRESSING && compressible(contentType) ? gzip(content) : content;
        return new Asset(
                contentType,
                cacheControl,
                hash(content),
                Buffer.buffer(content),
                compressed.length < content.length ? Buffer.buffer(compressed) : null);
    }

    /** Returns the number of bytes held in memory. */
    public long sizeBytes() {
        return plain.length() + (gzip == null ? 0L : gzip.length());
    }

    private static boolean compressible(String contentType) {
        return contentType.startsWith("text/")
                || contentType.startsWith("application/json")
                || contentType.startsWith("application/manifest")
                || contentType.startsWith("application/wasm")
                || contentType.startsWith("image/svg");
    }

    static String contentType(String name) {
        return switch (name.substring(name.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "js", "mjs" -> "text/javascript; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "json", "map" -> "application/json";
            case "webmanifest" -> "application/manifest+json";
            case "svg" -> "image/svg+xml";
            case "png" -> "image/png";
            case "jpg", "jpeg" -> "image/jpeg";
            case "webp" -> "image/webp";
            case "ico" -> "image/x-icon";
            case "woff2" -> "font/woff2";
            case "wasm" -> "application/wasm";
            case "txt" -> "text/plain; charset=utf-8";
            default -> "application/octet-stream";
        };
    }

    private static byte[] gzip(byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(content.length / 3);
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest).substring(0, HASH_LETTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
