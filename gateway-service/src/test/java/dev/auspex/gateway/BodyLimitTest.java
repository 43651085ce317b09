package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

import dev.auspex.contracts.http.BodyLimits;
import dev.auspex.contracts.http.Role;
import dev.auspex.gateway.route.Access;
import dev.auspex.gateway.route.Route;
import dev.auspex.gateway.route.Routes;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.localstack.testing.TokenIssuer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Drives each route that takes a body just below its limit, at it and just above. The routes come from the table
 * itself, so a new one is driven too. While a body is on its way, a second tenant asks the same route and is served.
 */
@QuarkusTest
@WithTestResource(
        value = LocalStackResource.class,
        initArgs = {@ResourceArg(name = "servers", value = "redis")})
@WithTestResource(TokenIssuer.class)
@WithTestResource(
        value = Surroundings.class,
        initArgs =
                @ResourceArg(
                        name = "more",
                        // Addresses stand for tenants where nobody signs in. A breaker opens soon if bodies can open
                        // it.
                        value = "AUSPEX_TRUSTED_PROXIES=127.0.0.0/8\nAUSPEX_LARGEST_UPLOAD=24M\n"
                                + "auspex.gateway.routes[6].timeout=10s\nauspex.upstream.breaker.requests=5\n"
                                + "auspex.upstream.ejection.failures=2\n"
                                + "AUSPEX_LIMIT_STANDARD_BURST=1000\nAUSPEX_LIMIT_AUTH_BURST=1000"))
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BodyLimitTest {

    private static final int BLOCK = 64 * 1024;

    /** Less than what is read away of a body that is refused. */
    private static final long BEGINNING = 1 << 20;

    private static final List<String> BODY_METHODS = List.of("POST", "PUT", "PATCH");

    @Inject
    Routes routes;

    private final List<StandIn> services = new ArrayList<>();

    @BeforeAll
    void stand() {
        for (String service : Surroundings.SERVICES) {
            services.add(new StandIn(service, request -> request.body()
                    .onSuccess(body -> request.response().end("length " + body.length()))));
        }
    }

    @AfterAll
    void leave() {
        services.forEach(StandIn::close);
    }

    /** Who sends a request: a person of a tenant and, on public routes, an address. */
    private record Sender(String authorization, String address) {

        static Sender newOne(int host) {
            String token = TokenIssuer.token(
                    UUID.randomUUID(), UUID.randomUUID(), Role.MEMBER, Role.ANALYST, Role.ADMIN, Role.OWNER);
            return new Sender("Bearer " + token, "192.0.2." + host);
        }
    }

    /** The beginning of a request, and how much of its body has been sent. */
    private static final class Request implements AutoCloseable {

        private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: (\\d+)\r\n");

        private final Socket socket = Raw.open();
        private final boolean chunked;

        Request(Route route, Sender sender, long length, boolean chunked) throws IOException {
            this.chunked = chunked;
            send((method(route) + " " + path(route) + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + (route.access() == Access.PUBLIC
                                    ? ""
                                    : "Authorization: " + sender.authorization() + "\r\n")
                            + "X-Forwarded-For: " + sender.address() + "\r\n"
                            + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length) + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }

        private void send(byte[] bytes) throws IOException {
            socket.getOutputStream().write(bytes);
        }

        /** Sends bytes of the body from one place to another. */
        void body(long from, long to) throws IOException {
            for (long at = from; at < to; at += BLOCK) {
                int size = (int) Math.min(BLOCK, to - at);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream(size + 16);
                if (chunked) {
                    bytes.writeBytes((Integer.toHexString(size) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                bytes.writeBytes(new byte[size]);
                if (chunked) {
                    bytes.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                send(bytes.toByteArray());
            }
        }

        void end() throws IOException {
            if (chunked) {
                send("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }

        /** The whole answer, whatever becomes of the connection then. */
        String answer() throws IOException {
            InputStream in = socket.getInputStream();
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertTrue(next >= 0, "ended after " + head);
                head.append((char) next);
            }
            Matcher length = LENGTH.matcher(head);
            assertTrue(length.find(), head.toString());
            return head + new String(in.readNBytes(Integer.parseInt(length.group(1))), StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static String method(Route route) {
        return BODY_METHODS.stream().filter(route::takes).findFirst().orElseThrow();
    }

    private static String path(Route route) {
        return route.path().replace("/**", "").replace("*", "x");
    }

    private Stream<Route> routes() {
        return routes.table().routes().stream()
                .filter(route -> BODY_METHODS.stream().anyMatch(route::takes));
    }

    @TestFactory
    Stream<DynamicTest> everyRouteTakesWhatItsLimitSaysAndNoMoreWhileAnotherTenantNoticesNothing() {
        return routes().map(route -> DynamicTest.dynamicTest(route.path(), () -> drive(route)));
    }

    private void drive(Route route) throws IOException {
        assertSame(route, routes.table().find(path(route)));
        Sender first = Sender.newOne(1);
        Sender second = Sender.newOne(2);
        long limit = route.bodyLimitBytes();
        for (long length = Math.max(0, limit - 1); length <= limit; length++) {
            assertTaken(route, length, drive(route, first, second, length, false));
        }
        assertRefused(route, drive(route, first, second, limit + 1, false));
        if (!route.own()) {
            // The gateway's own operations do not read a body, whose length nobody can know then.
            assertRefused(route, drive(route, first, second, limit + 1, true));
        }
    }

    /** Sends the beginning of a body, then the other tenant's request, then the rest; and gives the answer. */
    private static String drive(Route route, Sender first, Sender second, long length, boolean chunked)
            throws IOException {
        long small = Math.min(2, route.bodyLimitBytes());
        try (Request large = new Request(route, first, length, chunked)) {
            long beginning = Math.min(length / 2, BEGINNING);
            large.body(0, beginning);
            try (Request other = new Request(route, second, small, false)) {
                other.body(0, small);
                assertTaken(route, small, other.answer());
            }
            // What is refused by its declared length is not waited for.
            if (chunked || length <= route.bodyLimitBytes()) {
                large.body(beginning, length);
                large.end();
            }
            return large.answer();
        }
    }

    private static void assertTaken(Route route, long length, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 20"), length + " bytes: " + answer);
        if (!route.own()) {
            assertTrue(answer.endsWith("length " + length), length + " bytes: " + answer);
        }
    }

    private static void assertRefused(Route route, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        String limit = Long.toString(route.bodyLimitBytes());
        assertTrue(answer.contains(route.bodyLimitBytes() == 0 ? "does not accept a body" : limit), answer);
        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertTrue(body.contains(route.path().startsWith("/v2") ? "\"error\"" : "body-too-large"), answer);
    }

    /** So that none is left out by mistake: what the services take of bodies is what the routes take. */
    @Test
    void everyLimitOfAServiceIsThatOfARoute() {
        List<Route> all = routes.table().routes();
        for (BodyLimits.Entry entry : BodyLimits.entries()) {
            String base = entry.path().replace("/**", "");
            assertTrue(all.stream().anyMatch(route -> (route.path() + "/").startsWith(base + "/")), entry.path());
        }
        for (Route route : all) {
            if (!route.own()) {
                long ofService = route.path().equals(BodyLimits.UPLOAD) ? 24L << 20 : BodyLimits.of(route.path());
                assertEquals(ofService, route.bodyLimitBytes(), route.path());
            }
        }
        for (String service : Surroundings.SERVICES) {
            assertTrue(
                    routes().anyMatch(route -> route.service().equals(service) && route.bodyLimitBytes() > 0), service);
        }
    }
}
