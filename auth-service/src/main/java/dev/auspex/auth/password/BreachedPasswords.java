package dev.auspex.auth.password;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * The 100,000 passwords found most often in published breaches, as included in the library nbvcxz (MIT). Only
 * the first 64 bits of each SHA-256 hash are kept: 800 kB, with a chance of about 1 in 10^14 that another
 * password matches one of them.
 */
@Startup
@ApplicationScoped
public class BreachedPasswords {

    static final String RESOURCE = "dictionaries/passwords.txt";
    private static final int LEAST = 90_000;

    private final long[] hashes;

    BreachedPasswords() {
        this.hashes = load();
    }

    /** Returns whether the list contains exactly this password. */
    public boolean contains(String password) {
        return Arrays.binarySearch(hashes, hash(digest(), password)) >= 0;
    }

    int size() {
        return hashes.length;
    }

    private static long[] load() {
        MessageDigest digest = digest();
        try (InputStream list = Thread.currentThread().getContextClassLoader().getResourceAsStream(RESOURCE);
                BufferedReader lines = new BufferedReader(new InputStreamReader(open(list), StandardCharsets.UTF_8))) {
            long[] sorted = lines.lines()
                    .filter(line -> !line.isBlank())
                    .mapToLong(line -> hash(digest, line.strip()))
                    .sorted()
                    .distinct()
                    .toArray();
            if (sorted.length < LEAST) {
                throw new IllegalStateException(
                        "The list of breached passwords has only " + sorted.length + " entries.");
            }
            return sorted;
        } catch (IOException e) {
            throw new UncheckedIOException("The list of breached passwords cannot be read.", e);
        }
    }

    private static InputStream open(InputStream list) {
        if (list == null) {
            throw new IllegalStateException("The list of breached passwords is missing: " + RESOURCE);
        }
        return list;
    }

    private static long hash(MessageDigest digest, String password) {
        return ByteBuffer.wrap(digest.digest(password.getBytes(StandardCharsets.UTF_8)))
                .getLong();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is not available.", e);
        }
    }
}
