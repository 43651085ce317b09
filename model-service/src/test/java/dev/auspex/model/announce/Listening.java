package dev.auspex.model.announce;

import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.auspex.model.Configs;
import dev.auspex.model.registry.ChangeBell;

/** A listener of another replica. */
public final class Listening implements AutoCloseable {

    private final ChangeListener listener;

    public Listening(String bootstrap, ChangeBell bell) {
        listener = new ChangeListener(
                Map.of("bootstrap.servers", bootstrap), Configs.of(ChangeConfig.class, Map.of()), bell);
        listener.start(new StartupEvent());
    }

    @Override
    public void close() throws InterruptedException {
        listener.stop(new ShutdownEvent());
    }
}
