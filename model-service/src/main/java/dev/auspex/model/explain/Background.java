package dev.auspex.model.explain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.model.Feature;
import dev.auspex.contracts.model.FeatureType;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Row;
import dev.auspex.model.registry.JsonFault;
import dev.auspex.model.registry.Sentence;
import dev.auspex.model.registry.ServedVersion;

/**
 * The rows that explanations of a version compare with, from {@code background.json} in its package:
 * {@code {"model": "churn", "version": "2", "features": ["tenure", ...], "rows": [[12, ...], ...]}}. The values are
 * raw, in the order of the features, and null where missing.
 */
final class Background {

    static final String FILE = "background.json";
    static final int MOST_ROWS = 200;

    private static final long LARGEST_FILE = 8L << 20;

    private final ServedVersion version;
    private final Map<String, Feature> schema = new HashMap<>();

    private Background(ServedVersion version) {
        this.version = version;
        version.description().features().forEach(feature -> schema.put(feature.name(), feature));
    }

    /**
     * Reads the background rows of a version.
     *
     * @return 1 to {@link #MOST_ROWS} rows
     * @throws ProblemException CONFLICT if there is no such file, or it does not fit the schema; the detail says what
     *     is wrong
     */
    static List<Row> read(ServedVersion version, ObjectMapper mapper) {
        Background background = new Background(version);
        return background.rows(background.parse(mapper.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)));
    }

    private JsonNode parse(ObjectReader json) {
        Path file = version.folder().resolve(FILE);
        try {
            long size = Files.size(file);
            require(size <= LARGEST_FILE, "the file has " + size + " bytes; at most " + LARGEST_FILE + " are allowed");
            return json.readTree(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ProblemException(
                    ProblemType.CONFLICT,
                    "Version " + version.version() + " of model " + version.model()
                            + " cannot be explained, because its package has no background rows. Add " + FILE
                            + " to the package and upload it as another version.");
        } catch (JsonProcessingException e) {
            throw unusable(JsonFault.of(e));
        } catch (IOException e) {
            throw unusable("the file cannot be read");
        }
    }

    private List<Row> rows(JsonNode content) {
        require(version.model().equals(content.path("model").textValue()), "`model` is not " + version.model());
        require(version.version().equals(content.path("version").textValue()), "`version` is not " + version.version());
        List<Feature> columns = columns(content.path("features"));
        JsonNode given = content.path("rows");
        require(
                given.isArray() && !given.isEmpty() && given.size() <= MOST_ROWS,
                "`rows` must be a list of 1 to " + MOST_ROWS + " rows");
        List<Row> rows = new ArrayList<>(given.size());
        for (int i = 0; i < given.size(); i++) {
            rows.add(row(given.get(i), columns, "rows[" + i + "]"));
        }
        return List.copyOf(rows);
    }

    private List<Feature> columns(JsonNode given) {
        require(given.isArray(), "`features` must be a list of names");
        List<Feature> columns = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode name : given) {
            Feature feature = name.isTextual() ? schema.get(name.textValue()) : null;
            require(feature != null, "`features` contains " + name + ", which is not a feature of this version");
            require(names.add(feature.name()), "`features` contains " + name + " twice");
            columns.add(feature);
        }
        for (Feature feature : version.description().features()) {
            require(names.contains(feature.name()), "`features` does not contain " + feature.name());
        }
        return columns;
    }

    private Row row(JsonNode given, List<Feature> columns, String where) {
        require(
                given.isArray() && given.size() == columns.size(),
                where + " must be a list of " + columns.size() + " values");
        Map<String, Object> values = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Feature feature = columns.get(i);
            values.put(feature.name(), value(given.get(i), feature, where));
        }
        try {
            return version.layout().row(values);
        } catch (ProblemException e) {
            throw unusable(where + ": " + e.violations().getFirst().message());
        }
    }

    private Object value(JsonNode given, Feature feature, String where) {
        // The graph itself takes an empty category for a missing one.
        if (given.isNull()
                || feature.type() == FeatureType.CATEGORY && given.asText().isEmpty()) {
            return null;
        }
        if (feature.type() != FeatureType.CATEGORY) {
            require(given.isNumber(), where + ": `" + feature.name() + "` must be a number");
            return given.numberValue();
        }
        require(given.isTextual(), where + ": `" + feature.name() + "` must be a string");
        require(
                RequestCheck.isCategory(feature, given.textValue()),
                where + ": `" + feature.name() + "` is " + given + ", which is not one of its categories");
        return given.textValue();
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw unusable(otherwise);
        }
    }

    private ProblemException unusable(String why) {
        return new ProblemException(
                ProblemType.CONFLICT,
                "Version " + version.version() + " of model " + version.model() + " cannot be explained, because "
                        + FILE + " in its package is not valid: " + Sentence.ended(why));
    }
}
