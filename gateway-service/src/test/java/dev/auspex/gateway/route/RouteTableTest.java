package dev.auspex.gateway.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RouteTableTest {

    private final RouteTable table = table("/a/**=one", "/a/b=two", "/a/b/**=three", "/ab=four");

    private static RouteTable table(String... lines) {
        List<Route> routes = new ArrayList<>();
        for (String line : lines) {
            int equals = line.indexOf('=');
            routes.add(route(routes.size(), line.substring(0, equals), line.substring(equals + 1)));
        }
        return new RouteTable(routes);
    }

    private static Route route(int index, String path, String service) {
        return new Route(index, path, service, Access.TOKEN, "standard", 0, Duration.ofSeconds(1));
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
        assertThrows(IllegalArgumentException.class, () -> route(0, path, "x"));
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
                IllegalArgumentException.class,
                () -> new Route(0, "/a", "x", Access.PUBLIC, "standard", 0, Duration.ZERO));
    }
}
