package dev.auspex.gateway.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RouteTableTest {

    private final RouteTable table = table("/a/**=one", "/a/b=two", "/a/b/**=three", "/ab=four");

    private static RouteTable table(String... lines) {
        List<Route> routes = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            routes.add(route(line.substring(0, equals), line.substring(equals + 1)));
        }
        return new RouteTable(routes);
    }

    private static Route route(String path, String service) {
        return Route.of(path, service, Access.TOKEN, "standard", 0, Duration.ofSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({
        "/a, one",
        "/a/x/y, one",
        "/a/b, two",
        "/a/b/c, three",
        "/a/bc, one",
        "/ab, four",
        "/ab/c, ",
        "/abc, ",
        "/, "
    })
    void takesTheMostSpecificRoute(String path, String service) {
        assertEquals(Optional.ofNullable(service), table.serviceOf(path));
    }

    @Test
    void refusesTwoRoutesForOnePath() {
        assertThrows(IllegalArgumentException.class, () -> table("/a=x", "/a=y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "/a*", "/**/a", "/a/*", "/a/*/b/**"})
    void refusesPatternThatItDoesNotKnow(String path) {
        assertThrows(IllegalArgumentException.class, () -> route(path, "x"));
    }

    @ParameterizedTest
    @CsvSource({
        "/m/x/versions, upload",
        "/m//versions, wide",
        "/m/x/versions/1, wide",
        "/m/x/y/versions, wide",
        "/m/versions, wide",
        "/m/x/version, wide",
        "/m/x/versionss, wide",
        "/m/{name}/versions, upload",
        "/m, wide"
    })
    void takesAPathWithAFreeSegmentBeforeTheOneAboveIt(String path, String service) {
        assertEquals(
                Optional.of(service),
                table("/m/**=wide", "/m/*/versions=upload").serviceOf(path));
    }

    @Test
    void refusesAFreeSegmentWithoutARouteAboveIt() {
        assertThrows(IllegalArgumentException.class, () -> table("/m/*/versions=upload"));
    }

    @Test
    void refusesRouteWithoutTime() {
        assertThrows(
                IllegalArgumentException.class, () -> Route.of("/a", "x", Access.PUBLIC, "standard", 0, Duration.ZERO));
    }

    @Test
    void takesWhatIsConfiguredAndHeadWhereItTakesGet() {
        Route route = with(Set.of("get", "POST"), Map.of());

        assertTrue(route.takes("GET") && route.takes("HEAD") && route.takes("POST"));
        assertFalse(route.takes("DELETE") || route.takes("TRACE") || route.takes("get"));
        assertEquals(Set.of("GET", "HEAD", "POST"), Set.of(route.allow().split(", ")));
    }

    @Test
    void neverTakesUnusualMethodsByItself() {
        Route route = with(Set.of(), Map.of());

        assertTrue(route.takes("PATCH"));
        assertFalse(route.takes("TRACE") || route.takes("CONNECT") || route.takes("PROPFIND"));
    }

    @ParameterizedTest
    @CsvSource({"GET, read", "HEAD, read", "POST, infer", "PUT, manage", "DELETE, manage"})
    void asksKeysForTheScopeOfTheMethod(String method, String scope) {
        assertEquals(List.of(scope), with(Set.of(), Map.of("post", "infer")).scopes(method));
    }

    @Test
    void asksForOneScopeWhereAllIsOne() {
        assertEquals(List.of("infer"), with(Set.of(), Map.of("*", "infer")).scopes("DELETE"));
        assertEquals(
                List.of("infer", "read"),
                with(Set.of(), Map.of("*", "infer, read")).scopes("GET"));
    }

    @Test
    void refusesMethodsAndScopesThatItDoesNotKnow() {
        assertThrows(IllegalArgumentException.class, () -> with(Set.of("FETCH"), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> with(Set.of(), Map.of("GET", "everything")));
        assertThrows(IllegalArgumentException.class, () -> with(Set.of(), Map.of("FETCH", "read")));
    }

    private static Route with(Set<String> methods, Map<String, String> scopes) {
        return new Route(
                "/a",
                "x",
                Access.EITHER,
                methods,
                scopes,
                Set.of(),
                "standard",
                1,
                0,
                Duration.ofSeconds(1),
                Retry.NEVER);
    }
}
