package dev.auspex.auth.client;

import java.util.List;
import java.util.Map;

/** Derives a short device name from {@code User-Agent}, so that people can tell their sessions apart. */
final class Device {

    private static final int LONGEST = 60;
    private static final String UNKNOWN = "Unknown device";

    // The order matters: each browser also claims to be those that follow.
    private static final List<Map.Entry<String, String>> BROWSERS = List.of(
            Map.entry("Edg", "Edge"),
            Map.entry("OPR/", "Opera"),
            Map.entry("SamsungBrowser/", "Samsung Internet"),
            Map.entry("Firefox/", "Firefox"),
            Map.entry("FxiOS/", "Firefox"),
            Map.entry("HeadlessChrome/", "Chrome"),
            Map.entry("CriOS/", "Chrome"),
            Map.entry("Chrome/", "Chrome"),
            Map.entry("Safari/", "Safari"));

    private static final List<Map.Entry<String, String>> SYSTEMS = List.of(
            Map.entry("iPhone", "iPhone"),
            Map.entry("iPad", "iPad"),
            Map.entry("Android", "Android"),
            Map.entry("Windows", "Windows"),
            Map.entry("CrOS", "ChromeOS"),
            Map.entry("Mac OS X", "macOS"),
            Map.entry("Linux", "Linux"));

    private Device() {}

    static String nameOf(String userAgent) {
        if (userAgent == null || userAgent.isBlank()) {
            return UNKNOWN;
        }
        String browser = find(BROWSERS, userAgent);
        if (browser == null || !userAgent.startsWith("Mozilla/")) {
            return product(userAgent);
        }
        String system = find(SYSTEMS, userAgent);
        return system == null ? browser : browser + " on " + system;
    }

    private static String find(List<Map.Entry<String, String>> names, String userAgent) {
        for (Map.Entry<String, String> name : names) {
            if (userAgent.contains(name.getKey())) {
                return name.getValue();
            }
        }
        return null;
    }

    /** Returns the first product token (RFC 9110, section 10.1.5), such as {@code curl/8.5.0}; printable ASCII only. */
    private static String product(String userAgent) {
        StringBuilder name = new StringBuilder();
        for (char letter : userAgent.strip().toCharArray()) {
            if (letter == ' ' || name.length() == LONGEST) {
                break;
            }
            if (letter > ' ' && letter < 0x7f) {
                name.append(letter);
            }
        }
        return name.isEmpty() ? UNKNOWN : name.toString();
    }
}
