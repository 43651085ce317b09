package dev.auspex.e2e.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.auspex.e2e.suite.Suite;

/** The environment variables that a service really reads, from its configuration files. */
final class ServiceKeys {

    static final List<String> SERVICES = List.of("gateway", "auth", "prediction", "model", "monitoring");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(AUSPEX_[A-Z0-9_]+)");

    private ServiceKeys() {}

    static Set<String> of(String service) {
        Set<String> keys = new TreeSet<>();
        Path root = Suite.root();
        read(root.resolve("service-chassis/src/main/resources/META-INF/microprofile-config.properties"), keys);
        read(root.resolve(service + "-service/src/main/resources/application.properties"), keys);
        return keys;
    }

    private static void read(Path file, Set<String> keys) {
        try {
            Matcher matcher = VARIABLE.matcher(Files.readString(file));
            while (matcher.find()) {
                keys.add(matcher.group(1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
