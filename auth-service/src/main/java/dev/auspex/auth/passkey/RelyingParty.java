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

/** This installation as authenticators know it. Browsers give passkeys to host names only, never to network addresses. */
@Startup
@ApplicationScoped
class RelyingParty {

    private static final Pattern HOST = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");
    private static final Pattern IPV4 = Pattern.compile("[0-9.]+");

    private final String name;
    private final Set<String> origins;
    private final Optional<String> id;

    /** @throws IllegalStateException where the relying party is not the base URL's host or above it */
    RelyingParty(PasskeyConfig config) {
        this.name = config.name();
        this.origins = new HashSet<>(config.origins().orElse(Set.of()));
        origins.add(origin(config.baseUrl()));
        String host = host(config.baseUrl());
        Optional<String> given = config.relyingParty()
                .map(String::strip)
                .map(it -> it.toLowerCase(Locale.ROOT))
                .filter(it -> !it.isEmpty());
        given.filter(it -> !host.equals(it) && !host.endsWith("." + it)).ifPresent(it -> {
            throw new IllegalStateException("AUSPEX_PASSKEY_RELYING_PARTY is " + it
                    + ", but AUSPEX_ISSUER has the host " + host + ". It must be that host or a domain above it.");
        });
        this.id = given.or(() -> Optional.of(host)).filter(RelyingParty::isName);
    }

    private static String origin(URI url) {
        String scheme = url.getScheme().toLowerCase(Locale.ROOT);
        int port = url.getPort();
        boolean usual = port == -1 || port == ("https".equals(scheme) ? 443 : 80);
        return scheme + "://" + host(url) + (usual ? "" : ":" + port);
    }

    private static String host(URI url) {
        if (url.getScheme() == null || url.getHost() == null) {
            throw new IllegalStateException("AUSPEX_ISSUER must be an address such as https://auspex.example.org");
        }
        return url.getHost().toLowerCase(Locale.ROOT);
    }

    private static boolean isName(String host) {
        return HOST.matcher(host).matches() && !IPV4.matcher(host).matches();
    }

    /**
     * Host for whose pages passkeys are good.
     *
     * @throws ProblemException with {@link ProblemType#NOT_FOUND} where the installation has no host name
     */
    String id() {
        return id.orElseThrow(() -> new ProblemException(
                ProblemType.NOT_FOUND,
                "This installation's address has no host name, so there are no passkeys. Sign in with a password."));
    }

    String name() {
        return name;
    }

    /** Whose pages may use passkeys, as browsers write origins. */
    Set<String> origins() {
        return Set.copyOf(origins);
    }
}
