package dev.auspex.auth.external;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

import dev.auspex.auth.account.Principal;
import dev.auspex.auth.audit.AuditKind;
import dev.auspex.auth.audit.AuditLog;
import dev.auspex.auth.client.Client;
import dev.auspex.auth.client.Clients;
import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transaction;
import dev.auspex.auth.database.Transactions;
import dev.auspex.auth.session.Opened;
import dev.auspex.auth.session.SessionConfig;
import dev.auspex.auth.session.SessionMetrics;
import dev.auspex.auth.session.SessionMetrics.Login;
import dev.auspex.auth.session.SessionRepository;
import dev.auspex.auth.session.TokenDelivery;
import dev.auspex.auth.signingkey.KeyCipher;
import dev.auspex.auth.signingkey.SigningKeyConfig;
import dev.auspex.auth.totp.Challenges;
import dev.auspex.auth.totp.SecondFactors;
import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.auth.ExternalApi;
import dev.auspex.contracts.auth.ExternalProvider;
import dev.auspex.contracts.problem.ProblemType;

/** Sign-in through an external OpenID provider, for browsers. */
public class ExternalResource implements ExternalApi {

    private static final Logger LOG = Logger.getLogger(ExternalResource.class);
    private static final String COOKIE = "auspex_external";
    private static final String COOKIE_PATH = "/api/v1/auth/external";

    private final SecureRandom random = new SecureRandom();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ExternalConfig config;
    private final Provider provider;
    private final ExternalSignIn signIn;
    private final SessionRepository sessions;
    private final SecondFactors factors;
    private final Challenges challenges;
    private final Transactions transactions;
    private final TokenDelivery delivery;
    private final AuditLog audit;
    private final Clients clients;
    private final CurrentVertxRequest current;
    private final SessionConfig sessionConfig;
    private final SessionMetrics metrics;
    private final KeyCipher cipher;

    ExternalResource(
            ExternalConfig config,
            Provider provider,
            ExternalSignIn signIn,
            SessionRepository sessions,
            SecondFactors factors,
            Challenges challenges,
            Transactions transactions,
            TokenDelivery delivery,
            AuditLog audit,
            Clients clients,
            CurrentVertxRequest current,
            SessionConfig sessionConfig,
            SessionMetrics metrics,
            SigningKeyConfig keys) {
        this.config = config;
        this.provider = provider;
        this.signIn = signIn;
        this.sessions = sessions;
        this.factors = factors;
        this.challenges = challenges;
        this.transactions = transactions;
        this.delivery = delivery;
        this.audit = audit;
        this.clients = clients;
        this.current = current;
        this.sessionConfig = sessionConfig;
        this.metrics = metrics;
        this.cipher = KeyCipher.of(keys.encryptionKey());
    }

    @PreDestroy
    void close() {
        threads.close();
    }

    @Override
    @PermitAll
    public Uni<ExternalProvider> provider() {
        return Uni.createFrom()
                .item(new ExternalProvider(provider.isConfigured(), provider.isConfigured() ? config.label() : null));
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> start() {
        return backToThePage(this::sendToProvider);
    }

    private Uni<RestResponse<Void>> sendToProvider() {
        requireProvider();
        Attempt attempt = Attempt.next(random);
        return blocking(() -> provider.authorization(attempt)).map(address -> {
            setCookie(attempt.seal(cipher), Attempt.LIFE_SECONDS);
            return RestResponse.seeOther(address);
        });
    }

    @Override
    @PermitAll
    public Uni<RestResponse<Void>> callback(String code, String state, String error) {
        return backToThePage(() -> takeBack(code, state, error));
    }

    private Uni<RestResponse<Void>> takeBack(String code, String state, String error) {
        requireProvider();
        Client asked = clients.current();
        Client client = new Client(asked.source(), asked.device(), true, asked.mark());
        Cookie cookie = current.getCurrent().request().getCookie(COOKIE);
        setCookie("", 0);
        Attempt attempt = Attempt.open(cookie == null ? "" : cookie.getValue(), cipher)
                .filter(it -> state != null
                        && MessageDigest.isEqual(
                                it.state().getBytes(StandardCharsets.US_ASCII), state.getBytes(StandardCharsets.UTF_8)))
                .orElseThrow(() -> Provider.refused("the sign-in did not start in this browser"));
        if (error != null || code == null) {
            throw Provider.refused("the provider refused");
        }
        return blocking(() -> provider.identity(code, attempt))
                .flatMap(identity -> transactions.run(Scope.system(), transaction -> {
                    Principal principal = signIn.principal(transaction, identity, client);
                    return signedIn(transaction, principal, client);
                }))
                .invoke(result -> metrics.count(result.opened() == null ? Login.SECOND_FACTOR_ASKED : Login.SUCCESS))
                .map(result -> RestResponse.seeOther(URI.create(config.baseUrl() + result.page(delivery, client))));
    }

    /**
     * Redirects a failure to a page that explains it if the client accepts HTML; other clients get the problem itself.
     */
    private Uni<RestResponse<Void>> backToThePage(Supplier<Uni<? extends RestResponse<Void>>> work) {
        String accepted = current.getCurrent().request().getHeader(HttpHeaders.ACCEPT);
        Uni<RestResponse<Void>> answer = Uni.createFrom().deferred(work);
        return accepted != null && accepted.contains(MediaType.TEXT_HTML)
                ? answer.onFailure().recoverWithItem(this::failed)
                : answer;
    }

    private RestResponse<Void> failed(Throwable failure) {
        ProblemType type = failure instanceof ProblemException problem ? problem.type() : ProblemType.INTERNAL;
        if (type == ProblemType.INTERNAL) {
            LOG.errorf(failure, "external sign-in failed");
        }
        String error = type.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return RestResponse.seeOther(URI.create(config.baseUrl() + "/sign-in#error=" + error));
    }

    private Result signedIn(Transaction transaction, Principal principal, Client client) {
        transaction.enter(Scope.member(principal.tenantId(), principal.accountId()));
        if (factors.enabled(transaction, principal.accountId())) {
            transaction.enter(Scope.system());
            return new Result(null, challenges.create(transaction, principal.accountId()));
        }
        Opened opened = sessions.open(transaction, principal, client);
        audit.record(
                transaction,
                principal.tenantId(),
                principal.accountId(),
                AuditKind.SIGNED_IN,
                opened.session(),
                Map.of("by", config.label()),
                client);
        return new Result(opened, null);
    }

    /** A session, or the challenge for the second factor. */
    private record Result(Opened opened, String challenge) {

        /** Returns the page to open next, and sets the session's cookie. Nobody sees the access token. */
        String page(TokenDelivery delivery, Client client) {
            if (opened == null) {
                return "/sign-in#challenge=" + challenge;
            }
            delivery.deliver(opened, client);
            return "/signed-in";
        }
    }

    private void requireProvider() {
        if (!provider.isConfigured()) {
            throw new ProblemException(ProblemType.NOT_FOUND, "No external sign-in provider is configured.");
        }
    }

    private <T> Uni<T> blocking(Supplier<T> work) {
        return Uni.createFrom().item(work).runSubscriptionOn(threads);
    }

    /** Sets the cookie. SameSite is Lax, not Strict, because the browser comes back from another site. */
    private void setCookie(String value, long maxAge) {
        current.getCurrent()
                .response()
                .addCookie(Cookie.cookie(COOKIE, value)
                        .setHttpOnly(true)
                        .setSecure(sessionConfig.cookieSecure())
                        .setSameSite(CookieSameSite.LAX)
                        .setPath(COOKIE_PATH)
                        .setMaxAge(maxAge));
    }
}
