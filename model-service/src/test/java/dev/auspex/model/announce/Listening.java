package dev.auspex.model.announce;

import java.util.Map;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;

import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.model.Configs;
import dev.auspex.model.registry.ChangeBell;

/** A listener of another replica. */
public final class Listening implements AutoCloseable {

    private final ChangeListener listener;

    public Listening(ChangeBell bell) {
        listener = new ChangeListener(LocalStackResource.kafka(), Configs.of(ChangeConfig.class, Map.of()), bell);
        listener.start(new StartupEvent());
    }

    @Override
    public void close() throws InterruptedException {
        listener.stop(new ShutdownEvent());
    }
}
