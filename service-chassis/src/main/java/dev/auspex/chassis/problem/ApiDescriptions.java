package dev.auspex.chassis.problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Properties;
import java.util.TreeMap;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/**
 * Adds the Javadoc of this service's records and of the contracts to its API document, under {@value #EXTENSION}. The
 * gateway, which merges the documents of all services into one, puts each text in its place.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescriptions implements OASFilter {

    private static final String EXTENSION = "x-auspex-descriptions";

    /** Written by the module api-descriptions while the records are compiled. */
    private static final String FILE = "META-INF/auspex-api-descriptions.properties";

    @Override
    public void filterOpenAPI(OpenAPI document) {
        TreeMap<String, String> texts = new TreeMap<>();
        try {
            for (URL file : Collections.list(
                    Thread.currentThread().getContextClassLoader().getResources(FILE))) {
                Properties read = new Properties();
                try (InputStream in = file.openStream()) {
                    read.load(in);
                }
                read.stringPropertyNames().forEach(key -> texts.put(key, read.getProperty(key)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (texts.isEmpty()) {
            throw new IllegalStateException(FILE + " is missing from the build");
        }
        document.addExtension(EXTENSION, texts);
    }
}
