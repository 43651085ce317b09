package dev.auspex.auth.password;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * How passwords are hashed. The defaults are the first choice of the OWASP Password Storage Cheat Sheet for Argon2id.
 * Hashes with other parameters stay valid and are replaced at their owner's next sign-in.
 */
@ConfigMapping(prefix = "auspex.password")
public interface PasswordConfig {

    /** Memory of one hash, in KiB (Argon2's m). */
    @Min(1024)
    @Max(1_048_576)
    @WithDefault("19456")
    int memoryKib();

    /** Passes over the memory (Argon2's t). */
    @Min(1)
    @Max(100)
    @WithDefault("2")
    int iterations();

    /** Lanes (Argon2's p). More than 1 only uses more threads per hash. */
    @Min(1)
    @Max(16)
    @WithDefault("1")
    int parallelism();

    /** Hashes computed concurrently; each takes a thread and {@link #memoryKib()}. */
    @Min(1)
    @Max(256)
    @WithDefault("2")
    int concurrent();

    /** Requests that may wait for a free thread; the next one is answered with 429 at once. */
    @Min(0)
    @Max(10_000)
    @WithDefault("16")
    int waiting();

    /** Value of {@code Retry-After} when no place is free. */
    @WithDefault("1s")
    Duration retryAfter();
}
