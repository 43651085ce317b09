package dev.auspex.auth.client;

/**
 * Where a request comes from. Nothing here proves anything: it is shown to people, and counted.
 *
 * @param source  network address as the gateway saw it
 * @param device  short name of browser and system, such as {@code Firefox on Linux}
 * @param browser whether the refresh token travels in a cookie
 */
public record Client(String source, String device, boolean browser) {

    /** Work that nobody outside asked for. */
    public static final Client NOBODY = new Client("", "", false);
}
