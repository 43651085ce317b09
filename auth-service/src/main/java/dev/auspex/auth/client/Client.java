package dev.auspex.auth.client;

import jakarta.annotation.Nullable;

/**
 * Where a request comes from. Nothing here proves anything: it is shown to people, and counted.
 *
 * @param source  network address as the gateway saw it
 * @param device  short name of browser and system, such as {@code Firefox on Linux}
 * @param browser whether the refresh token travels in a cookie
 * @param mark    random text in a browser's cookie that tells it from others at the same address, or null
 */
public record Client(
        String source,
        String device,
        boolean browser,
        @Nullable String mark) {

    public Client(String source, String device, boolean browser) {
        this(source, device, browser, null);
    }

    /** What tells it from others, as well as can be: a browser's mark, otherwise the address that it comes from. */
    public String identity() {
        return mark == null ? "source " + source : "mark " + mark;
    }
}
