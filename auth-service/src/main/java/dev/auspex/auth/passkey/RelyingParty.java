package dev.auspex.auth.passkey;

import java.net.URI;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;

/**
 * This installation as authenticators know it. Browsers allow passkeys only for host names,
 * never for network addresses.
 */
@Startup
@ApplicationScoped
class RelyingParty {

    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    private final String name;
    private final Set<String> origins;
    private final Optional<String> id;

    /** @throws IllegalStateException if the relying party is neither the base URL's host nor a domain above it */
    RelyingParty(PasskeyConfig config) {
        this.name = config.name();
        this.origins = new HashSet<>(config.origins().orElse(Set.of()));
        String host = host(config.baseUrl());
        if (!host.isEmpty()) {
            origins.add(origin(config.baseUrl(), host));
        }
        String given = config.relyingParty().map(RelyingParty::lower).orElse("");
        if (!given.isEmpty() && !host.equals(given) && !host.endsWith("." + given)) {
            throw new IllegalStateException("AUSPEX_PASSKEY_RELYING_PARTY is " + given
                    + ", but AUSPEX_ISSUER has the host " + host + ". It must be that host or a domain above it.");
        }
        this.id = Optional.of(given.isEmpty() ? host : given).filter(RelyingParty::isName);
    }

    private static String origin(URI url, String host) {
        String scheme = lower(url.getScheme());
        int port = url.getPort();
        boolean usual = port == -1 || port == ("https".equals(scheme) ? HTTPS : HTTP);
        return scheme + "://" + host + (usual ? "" : ":" + port);
    }

    private static String host(URI url) {
        return url.getScheme() == null || url.getHost() == null ? "" : lower(url.getHost());
    }

    private static String lower(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    private static boolean isName(String host) {
        return HOST.matcher(host).matches() && !IPV4.matcher(host).matches();
    }

    /**
     * Returns the host whose pages may use passkeys.
     *
     * @throws ProblemException with {@link ProblemType#NOT_FOUND} if the installation has no host name
     */
    String id() {
        return id.orElseThrow(() -> new ProblemException(
                ProblemType.NOT_FOUND,
                "The address of this installation has no host name, so passkeys do not work."
                        + " Sign in with a password."));
    }

    String name() {
        return name;
    }

    /** Returns the origins whose pages may use passkeys, as browsers write them. */
    Set<String> origins() {
        return Set.copyOf(origins);
    }
}
