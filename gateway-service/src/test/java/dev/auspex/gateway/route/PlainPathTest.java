package dev.auspex.gateway.route;

import java.net.URI;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PlainPathTest {

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/a/b.c/1.0", "/...", "/a..b", "/%20", "/caf%C3%A9", "/a:b@c!$&'()*+,="})
    void takesPathThatMeansOneThing(String path) {
        assertTrue(PlainPath.is(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "//",
                "/a//b",
                "/.",
                "/..",
                "/a/.",
                "/a/../b",
                "/./a",
                "/%2e",
                "/%2E%2e/a",
                "/a%2fb",
                "/a%5cb",
                "/a\\b",
                "/a;b",
                "/a%3Bb",
                "/%41",
                "/%",
                "/%2",
                "/%zz",
                "/%00",
                "/%7f",
                "/%25",
                "/a b",
                "/é",
                "http://x/a",
                "*"
            })
    void refusesPathThatCouldMeanMore(String path) {
        assertFalse(PlainPath.is(path));
    }

    @Property
    void whatItTakesIsNormalAlready(
            @ForAll @CharRange(from = '%', to = '9') @CharRange(from = 'a', to = 'f') @StringLength(max = 12)
                    String rest) {
        String path = "/" + rest;
        if (PlainPath.is(path)) {
            assertEquals(path, URI.create("http://host" + path).normalize().getRawPath());
        }
    }
}
