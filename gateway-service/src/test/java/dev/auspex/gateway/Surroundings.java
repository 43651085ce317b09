package dev.auspex.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

import dev.auspex.localstack.server.Ports;

/**
 * Addresses of the services that tests stand in for, and a built front end. Init arguments: {@code kafka} ({@code true} to read
 * events), {@code more} (lines of further configuration).
 */
public class Surroundings implements QuarkusTestResourceLifecycleManager {

    static final String[] SERVICES = {"auth", "prediction", "model", "monitoring"};

    // Tests see this class through another class loader than the one that started it: the ports travel in properties.
    private static final String PREFIX = "gateway.test.";

    private String kafka = "false";
    private String more = "";
    private boolean tls;

    @Override
    public void init(Map<String, String> arguments) {
        kafka = arguments.getOrDefault("kafka", kafka);
        more = arguments.getOrDefault("more", more);
        tls = Boolean.parseBoolean(arguments.get("tls"));
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>();
        for (String service : SERVICES) {
            String name = service.toUpperCase(Locale.ROOT);
            config.put("AUSPEX_" + name + "_URL", "http://127.0.0.1:" + reserve(service));
            config.put("AUSPEX_" + name + "_MANAGEMENT_URL", "http://127.0.0.1:" + reserve(service + ".management"));
        }
        // The built gateway would take the one of any deployment, which another suite on this machine may have.
        config.put("AUSPEX_MANAGEMENT_PORT", Integer.toString(reserve("management")));
        Path web = build();
        System.setProperty(PREFIX + "web", web.toString());
        config.put("AUSPEX_WEB_DIR", web.toString());
        config.put("auspex.web.rescan", "200ms");
        // Slow enough to count tokens while they hardly come back.
        config.put("AUSPEX_LIMIT_STANDARD_RATE", "1");
        config.put("AUSPEX_LIMIT_STANDARD_BURST", "50");
        config.put("AUSPEX_LIMIT_PUBLIC_RATE", "1000");
        config.put("AUSPEX_LIMIT_PUBLIC_BURST", "1000");
        // Those of all classes come from one address; what becomes of many has a test of its own.
        config.put("AUSPEX_LIMIT_UNAUTHENTICATED_BURST", "5000");
        config.put("auspex.gateway.routes[6].timeout", "500ms");
        config.put("auspex.openapi.refresh", "100ms");
        config.put("auspex.openapi.refresh-incomplete", "10ms");
        config.put("auspex.limit.redis-pause", "200ms");
        // A busy build machine is late now and then; an outage shows by refused connections all the same.
        config.put("auspex.limit.redis-timeout", "2s");
        config.put("AUSPEX_ACCESS_LOG", "all");
        config.put("auspex.event.kafka", kafka);
        config.put("auspex.event.look", "500ms");
        // Tests of failures come one after the other; what becomes of many has a test of its own.
        config.put("auspex.upstream.breaker.requests", "100000");
        if (tls) {
            Path folder = Path.of("target", "tls").toAbsolutePath();
            certificate(folder, "first.example.org");
            config.put(
                    "AUSPEX_TLS_CERTIFICATE", folder.resolve("certificate.pem").toString());
            config.put("AUSPEX_TLS_KEY", folder.resolve("key.pem").toString());
        }
        for (String line : more.lines().toList()) {
            config.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
        return config;
    }

    @Override
    public void stop() {
        // The folder lies in the build's own temporary folder and goes with it.
    }

    static int port(String service) {
        return Integer.getInteger(PREFIX + service);
    }

    static Path web() {
        return Path.of(System.getProperty(PREFIX + "web"));
    }

    /** Makes a key and a certificate for a name, in the folder's {@code key.pem} and {@code certificate.pem}. */
    public static void certificate(Path folder, String name) {
        try {
            Files.createDirectories(folder);
            Path store = folder.resolve("made.p12");
            Files.deleteIfExists(store);
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "x",
                            "-keyalg",
                            "EC",
                            "-groupname",
                            "secp256r1",
                            "-validity",
                            "2",
                            "-dname",
                            "CN=" + name,
                            "-ext",
                            "san=dns:" + name + ",ip:127.0.0.1",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            store.toString(),
                            "-storepass",
                            "changeit")
                    .inheritIO()
                    .start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool ended with " + keytool.exitValue());
            }
            KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
            pem(
                    folder.resolve("key.pem"),
                    "PRIVATE KEY",
                    keys.getKey("x", "changeit".toCharArray()).getEncoded());
            pem(
                    folder.resolve("certificate.pem"),
                    "CERTIFICATE",
                    keys.getCertificate("x").getEncoded());
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void pem(Path file, String what, byte[] bytes) throws IOException {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(file, "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n");
    }

    private static int reserve(String name) {
        int port = Ports.orFree(0);
        System.setProperty(PREFIX + name, Integer.toString(port));
        return port;
    }

    private static Path build() {
        try {
            Path folder = Files.createTempDirectory(Path.of("target"), "web").toAbsolutePath();
            Files.createDirectories(folder.resolve("assets"));
            Files.writeString(folder.resolve("index.html"), "<!doctype html><title>first build</title>");
            Files.writeString(folder.resolve("assets/app-4f3a.js"), "console.log('" + "x".repeat(2000) + "');");
            Files.writeString(folder.getParent().resolve("secret.txt"), "not for the web");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
