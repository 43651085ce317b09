package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.enterprise.context.ApplicationScoped;
import org.jboss.logging.Logger;

import dev.auspex.contracts.model.ModelVersion;
import dev.auspex.model.artifact.ArtifactCache;

/** What this replica last read from the database, stored on its disk for a start without the database. */
@ApplicationScoped
class LastKnown {

    private static final Logger LOG = Logger.getLogger(LastKnown.class);
    private static final String WISH = "last-known.json";
    private static final String DESCRIPTION = "description-";

    private final ArtifactCache cache;
    private final ObjectWriter writer;
    private final ObjectReader reader;
    private Wish written;

    LastKnown(ArtifactCache cache, ObjectMapper json) {
        this.cache = cache;
        this.writer = json.writer();
        this.reader = json.reader();
    }

    void write(Wish wish) {
        if (wish.equals(written)) {
            return;
        }
        try {
            write(WISH, wish);
            written = wish;
            cache.keepOnlyFiles(
                    DESCRIPTION, wish.versions().stream().map(LastKnown::fileOf).collect(Collectors.toSet()));
        } catch (IOException e) {
            LOG.warnf("registry was not saved for a start without database cause=%s", e);
        }
    }

    void write(Wish.Wanted version, ModelVersion description) {
        try {
            write(fileOf(version), description);
        } catch (IOException e) {
            LOG.warnf("description was not saved for a start without database version=%s cause=%s", version.name(), e);
        }
    }

    Optional<Wish> read() {
        return read(WISH, Wish.class);
    }

    Optional<ModelVersion> description(Wish.Wanted version) {
        return read(fileOf(version), ModelVersion.class);
    }

    private static String fileOf(Wish.Wanted version) {
        return DESCRIPTION + version.id() + "-" + version.generation() + ".json";
    }

    private void write(String name, Object value) throws IOException {
        Path file = cache.file(name);
        Path half = file.resolveSibling(name + ".half");
        Files.write(half, writer.writeValueAsBytes(value));
        Files.move(half, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private <T> Optional<T> read(String name, Class<T> type) {
        try {
            Path file = cache.file(name);
            return Files.exists(file) ? Optional.of(reader.forType(type).readValue(file.toFile())) : Optional.empty();
        } catch (IOException e) {
            LOG.warnf("saved registry could not be read file=%s cause=%s", name, e.getMessage());
            return Optional.empty();
        }
    }
}
