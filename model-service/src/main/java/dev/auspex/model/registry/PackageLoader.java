package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import org.jboss.logging.Logger;

import dev.auspex.model.engine.GraphException;
import dev.auspex.model.engine.InferenceEngine;

/**
 * Loads all packages at start, on a thread of its own so that the probes can tell how it goes, and closes them at the end. A
 * broken package is named in the log and in the health detail, and does no harm to the others.
 */
@ApplicationScoped
class PackageLoader {

    private static final Logger LOG = Logger.getLogger(PackageLoader.class);
    private static final Pattern MODEL = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final Pattern VERSION = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private final RegistryConfig config;
    private final InferenceEngine engine;
    private final PackageReader reader;
    private final ModelRegistry registry;
    private final Event<VersionReady> ready;
    private final Event<VersionRetired> retired;

    private Thread thread;

    PackageLoader(
            RegistryConfig config,
            InferenceEngine engine,
            PackageReader reader,
            ModelRegistry registry,
            Event<VersionReady> ready,
            Event<VersionRetired> retired,
            MeterRegistry meters) {
        this.config = config;
        this.engine = engine;
        this.reader = reader;
        this.registry = registry;
        this.ready = ready;
        this.retired = retired;
        Gauge.builder("auspex.models.versions", this, loader -> loader.readyVersions()
                        .size())
                .description("Versions by state")
                .tag("state", "ready")
                .register(meters);
        Gauge.builder("auspex.models.versions", registry, it -> it.broken().size())
                .description("Versions by state")
                .tag("state", "broken")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        thread = Thread.ofPlatform().name("package-loader").start(this::load);
    }

    void stop(@Observes ShutdownEvent stopped) {
        try {
            if (thread != null) {
                thread.join(config.closeTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        List<ServedVersion> versions = readyVersions();
        registry.replace(Map.of(), Map.of());
        versions.forEach(this::retire);
    }

    void load() {
        Map<String, ServedModel> models = new TreeMap<>();
        Map<String, String> broken = new TreeMap<>();
        try {
            engine.start();
            for (Path folder : folders(config.directory())) {
                String model = name(folder);
                if (MODEL.matcher(model).matches()) {
                    loadModel(folder, model, models, broken);
                } else {
                    report(broken, model, "a model's name is made of a-z, 0-9, dot, underscore and hyphen", null);
                }
            }
        } catch (GraphException e) {
            report(broken, "engine", e.getMessage(), e);
        } catch (IOException e) {
            report(broken, config.directory().toString(), "the folder cannot be read", e);
        } catch (RuntimeException e) {
            LOG.error("loading stopped by a fault of this service", e);
            report(broken, "loader", "a fault of this service; see its log", e);
        }
        registry.replace(models, broken);
        LOG.infof("packages loaded ready=%d broken=%d", readyVersions().size(), broken.size());
    }

    private void loadModel(Path folder, String model, Map<String, ServedModel> models, Map<String, String> broken)
            throws IOException {
        Map<String, ServedVersion> versions = new HashMap<>();
        for (Path versionFolder : folders(folder)) {
            String version = name(versionFolder);
            try {
                if (!VERSION.matcher(version).matches()) {
                    throw new BrokenPackageException(
                            "a version's name is made of letters, digits, dot, underscore and hyphen");
                }
                versions.put(version, loadVersion(versionFolder, model, version));
            } catch (BrokenPackageException e) {
                report(broken, model + "/" + version, e.getMessage(), e.getCause());
            }
        }
        if (!versions.isEmpty()) {
            ServedModel served = new ServedModel(model, new TreeMap<>(versions), aliases(folder, versions, broken));
            models.put(model, served);
        }
    }

    private ServedVersion loadVersion(Path folder, String model, String version) throws BrokenPackageException {
        ServedVersion served = reader.read(folder, model, version);
        try {
            WarmUp.run(served, config.warmUpRuns());
        } catch (BrokenPackageException e) {
            PackageReader.discard(served.graph());
            throw e;
        }
        ready.fire(new VersionReady(served));
        LOG.infof("version ready model=%s version=%s", model, version);
        return served;
    }

    private Map<String, String> aliases(Path folder, Map<String, ServedVersion> versions, Map<String, String> broken) {
        String where = name(folder) + "/aliases.json";
        Map<String, String> good = new TreeMap<>();
        try {
            reader.aliases(folder).forEach((alias, version) -> {
                if (version != null && versions.containsKey(version)) {
                    good.put(alias, version);
                } else {
                    report(broken, where, alias + " names version " + version + ", which is not ready", null);
                }
            });
        } catch (BrokenPackageException e) {
            report(broken, where, e.getMessage(), e.getCause());
        }
        return good;
    }

    private void retire(ServedVersion version) {
        retired.fire(new VersionRetired(version));
        try {
            if (!version.graph().close(config.closeTimeout())) {
                LOG.warnf("session still runs, left open model=%s version=%s", version.model(), version.version());
            }
        } catch (GraphException e) {
            LOG.warnf(
                    "session did not close model=%s version=%s cause=%s",
                    version.model(), version.version(), e.getMessage());
        }
    }

    private List<ServedVersion> readyVersions() {
        return registry.models().stream()
                .flatMap(model -> model.versions().values().stream())
                .toList();
    }

    /** Folders in the order of their names; hidden ones are the file system's own, such as a mounted ConfigMap's. */
    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return new ArrayList<>(children.filter(Files::isDirectory)
                    .filter(folder -> !name(folder).startsWith("."))
                    .sorted()
                    .toList());
        }
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private static void report(Map<String, String> broken, String what, String cause, Throwable thrown) {
        broken.merge(what, cause, (a, b) -> a + "; " + b);
        LOG.errorf("package broken package=%s cause=%s", what, cause);
        if (thrown != null) {
            LOG.debugf(thrown, "package broken package=%s", what);
        }
    }
}
