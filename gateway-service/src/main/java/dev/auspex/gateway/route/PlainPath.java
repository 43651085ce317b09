package dev.auspex.gateway.route;

/**
 * Accepts only paths that every component reads the same way. The gateway routes by the path as sent, but a service
 * routes by the path as it normalises it. Where the two could differ, a request could reach an address that is not
 * routed ({@code /api/v1/models/../../../internal}). Such paths are refused, never repaired.
 */
public final class PlainPath {

    private PlainPath() {}

    /**
     * Returns whether a raw path starts with a slash and has no dot segment, no empty segment except after a trailing
     * slash, no parameter, and no encoding of a control character, a separator or an unreserved character.
     */
    public static boolean is(String path) {
        int length = path.length();
        if (length == 0 || path.charAt(0) != '/') {
            return false;
        }
        int segment = 0;
        for (int i = 1; i <= length; i++) {
            if (i == length || path.charAt(i) == '/') {
                if (dotsOrEmpty(path, segment + 1, i) && !(i == length && segment + 1 == length)) {
                    return false;
                }
                segment = i;
            } else if (!plain(path, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean dotsOrEmpty(String path, int from, int to) {
        int length = to - from;
        return length == 0
                || (length == 1 && path.charAt(from) == '.')
                || (length == 2 && path.charAt(from) == '.' && path.charAt(from + 1) == '.');
    }

    private static boolean plain(String path, int at) {
        char c = path.charAt(at);
        if (c == '%') {
            return at + 2 < path.length() && encodingNeeded(hex(path.charAt(at + 1)), hex(path.charAt(at + 2)));
        }
        return c > ' ' && c < 0x7f && c != '\\' && c != ';';
    }

    private static boolean encodingNeeded(int high, int low) {
        if (high < 0 || low < 0) {
            return false;
        }
        int value = high << 4 | low;
        boolean control = value < 0x20 || value == 0x7f;
        boolean separator = value == '/' || value == '\\' || value == ';' || value == '%';
        return !control && !separator && !unreserved((char) value);
    }

    private static boolean unreserved(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "-._~".indexOf(c) >= 0;
    }

    private static int hex(char c) {
        return Character.digit(c, 16);
    }
}
