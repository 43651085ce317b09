package dev.auspex.chassis.eventloop;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

class PerEventLoopTest {

    @Test
    void keepsOneForEachThread() throws Exception {
        // Given
        PerEventLoop<Object> things = new PerEventLoop<>(Object::new);

        // When
        Object here = things.get();
        Object elsewhere;
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            elsewhere = other.submit(things::get).get();
            assertSame(elsewhere, other.submit(things::get).get());
        }

        // Then
        assertSame(here, things.get());
        assertNotSame(here, elsewhere);
        assertEquals(2, things.all().size());
    }
}
