package dev.auspex.model.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.host.Content;
import dev.auspex.graph.host.GraphHost;
import dev.auspex.graph.text.TextSettings;

/** Reads how a package prepares its feature for the graph. */
final class PreparationReader {

    /** File name of the settings in a package. */
    static final String FILE = "preparation.json";

    private static final long LARGEST_SETTINGS = 64L << 10;
    private static final long LARGEST_TOKENIZER = 64L << 20;

    private final ObjectReader json;

    PreparationReader(ObjectReader json) {
        this.json = json;
    }

    /**
     * Reads the preparation of a package, if it has one.
     *
     * @throws BrokenPackageException if its files are not valid, or do not fit the graph
     */
    Optional<Preparation> read(Path folder, Graph graph, GraphHost host) throws BrokenPackageException {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        PreparationSettings settings = settings(file);
        try {
            return Optional.of(
                    settings.text() == null
                            ? host.images(settings.image(), graph)
                            : host.texts(settings.text(), graph, tokenizer(folder, settings.text())));
        } catch (IOException e) {
            throw new BrokenPackageException(FILE + ": " + e.getMessage(), e);
        }
    }

    private PreparationSettings settings(Path file) throws BrokenPackageException {
        try {
            PreparationSettings settings =
                    json.forType(PreparationSettings.class).readValue(bytes(file, LARGEST_SETTINGS));
            if (settings == null) {
                throw new BrokenPackageException(FILE + " is empty");
            }
            return settings;
        } catch (ValueInstantiationException e) {
            // The settings refused their own values, with a message written for people.
            String cause = e.getCause() == null ? JsonFault.of(e) : e.getCause().getMessage();
            throw new BrokenPackageException(FILE + ": " + cause, e);
        } catch (JsonProcessingException e) {
            throw new BrokenPackageException(FILE + ": " + JsonFault.of(e), e);
        } catch (IOException e) {
            throw new BrokenPackageException(FILE + ": " + e.getMessage(), e);
        }
    }

    private static Content tokenizer(Path folder, TextSettings settings) throws IOException {
        Path file = folder.resolve(settings.tokenizer());
        if (!Files.isRegularFile(file)) {
            throw new IOException(settings.tokenizer() + " is missing");
        }
        return Content.of(file, bytes(file, LARGEST_TOKENIZER));
    }

    private static byte[] bytes(Path file, long largest) throws IOException {
        long size = Files.size(file);
        if (size > largest) {
            throw new IOException(file.getFileName() + " has " + size + " bytes; at most " + largest + " are allowed");
        }
        return Files.readAllBytes(file);
    }
}
