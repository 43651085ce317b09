package dev.auspex.gateway.socket;

import java.net.URI;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * The origins whose pages may open sockets: the configured ones, and the address that the connection came to.
 * {@code Host} is ignored: a page whose name was made to resolve to the gateway (DNS rebinding) sends its own.
 */
final class Origins {

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final Set<String> configured = new HashSet<>();

    /**
     * @param listed        origins of other web applications
     * @param publicAddress the address that users see
     */
    Origins(Collection<String> listed, String publicAddress) {
        listed.forEach(origin -> configured.add(origin.toLowerCase(Locale.ROOT)));
        String own = originOf(publicAddress);
        if (own != null) {
            configured.add(own);
        }
    }

    private static @Nullable String originOf(String address) {
        try {
            URI uri = URI.create(address.strip());
            return uri.getScheme() == null || uri.getHost() == null
                    ? null
                    : origin(uri.getScheme(), uri.getHost(), uri.getPort());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static String origin(String scheme, String host, int port) {
        String lower = scheme.toLowerCase(Locale.ROOT);
        boolean usual = port == -1 || port == ("https".equals(lower) ? HTTPS : HTTP);
        return lower + "://" + host.toLowerCase(Locale.ROOT) + (usual ? "" : ":" + port);
    }

    /**
     * Returns whether a page may open a socket.
     *
     * @param origin origin of the page, as the browser sends it
     * @param secure whether the connection uses TLS
     * @param host   IP address that the connection came to
     * @param port   port that the connection came to
     */
    boolean allows(String origin, boolean secure, @Nullable String host, int port) {
        String asked = origin.toLowerCase(Locale.ROOT);
        if (configured.contains(asked)) {
            return true;
        }
        if (host == null) {
            return false;
        }
        String scheme = secure ? "https" : "http";
        boolean loopback = host.startsWith("127.") || host.equals("::1") || host.equals("0:0:0:0:0:0:0:1");
        return asked.equals(origin(scheme, host.indexOf(':') >= 0 ? "[" + host + "]" : host, port))
                || loopback
                        && (asked.equals(origin(scheme, "localhost", port))
                                || asked.equals(origin(scheme, "[::1]", port)));
    }
}
