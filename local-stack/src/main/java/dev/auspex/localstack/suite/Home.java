package dev.auspex.localstack.suite;

import java.net.URISyntaxException;
import java.nio.file.Path;

import dev.auspex.localstack.server.SecretFile;

/**
 * Where things lie.
 *
 * @param root the checkout, with the services' folders
 * @param home what the suite keeps from one start to the next
 */
record Home(Path root, Path home) {

    /** The checkout that this program was built in, and AUSPEX_HOME or {@code .auspex} in it. */
    static Home found() {
        Path root = jar().getParent().getParent().getParent();
        String home = System.getenv("AUSPEX_HOME");
        return new Home(
                root,
                home == null || home.isBlank()
                        ? root.resolve(".auspex")
                        : Path.of(home).toAbsolutePath());
    }

    /** {@code local-stack/target/local-stack.jar}, or the classes beside it. */
    static Path jar() {
        try {
            return Path.of(Home.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a jar's place is no URI", e);
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

    /** Things that can be made again: unpacked executables, class archives. */
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
