package dev.auspex.localstack.suite;

import java.net.URISyntaxException;
import java.nio.file.Path;

import dev.auspex.localstack.server.SecretFile;

/**
 * The locations of files.
 *
 * @param root the checkout, with the services' folders
 * @param home folder of everything that the suite keeps between starts
 */
record Home(Path root, Path home) {

    /** Returns the checkout in which this program was built, with AUSPEX_HOME or its folder {@code .auspex}. */
    static Home found() {
        Path root = jar().getParent().getParent().getParent();
        String home = System.getenv("AUSPEX_HOME");
        return new Home(
                root,
                home == null || home.isBlank()
                        ? root.resolve(".auspex")
                        : Path.of(home).toAbsolutePath());
    }

    /** Returns {@code local-stack/target/local-stack.jar}, or the classes folder beside it. */
    static Path jar() {
        try {
            return Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("The location of the jar is not a URI.", e);
        }
    }

    Path data() {
        return home.resolve("data");
    }

    Path logs() {
        return home.resolve("logs");
    }

    Path log(String part) {
        return logs().resolve(part + ".log");
    }

    Path run() {
        return home.resolve("run");
    }

    /** Returns the folder of everything that can be recreated: unpacked executables, class archives. */
    Path cache() {
        return home.resolve("cache");
    }

    Path lock() {
        return run().resolve("lock");
    }

    Path ledger() {
        return run().resolve("processes.json");
    }

    Path state() {
        return run().resolve("supervisor.json");
    }

    SecretFile secrets() {
        return SecretFile.at(home.resolve("secrets.json"));
    }

    SecretFile demoAccount() {
        return SecretFile.at(home.resolve("demo-account.json"));
    }
}
