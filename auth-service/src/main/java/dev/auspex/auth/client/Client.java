package dev.auspex.auth.client;

import jakarta.annotation.Nullable;

/**
 * The origin of a request. It is not verified: it is only shown to people and used to count attempts.
 *
 * @param source  network address as the gateway saw it
 * @param device  short name of browser and system, such as {@code Firefox on Linux}
 * @param browser whether the refresh token travels in a cookie
 * @param mark    random text in a browser's cookie that distinguishes it from others at the same address, or null
 */
public record Client(
        String source,
        String device,
        boolean browser,
        @Nullable String mark) {

    public Client(String source, String device, boolean browser) {
        this(source, device, browser, null);
    }

    /** Returns the best available way to distinguish clients: a browser's mark, otherwise the network address. */
    public String identity() {
        return mark == null ? "source " + source : "mark " + mark;
    }
}
