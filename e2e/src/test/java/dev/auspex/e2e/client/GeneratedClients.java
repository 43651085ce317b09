package dev.auspex.e2e.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertTrue;

/** Generates clients from the API document, compiles them with a program that walks the suite, and runs it. */
public final class GeneratedClients {

    private static final String DONE = "walked";

    private GeneratedClients() {}

    /** With OpenAPI Generator's library {@code native}, which needs the JDK's own HTTP client. */
    public static void java(Path document, URI address, Path folder) throws IOException, InterruptedException {
        Path generator = Suite.root().resolve("e2e/target/generators/openapi-generator-cli.jar");
        Files.createDirectories(folder);
        Program.run(
                folder,
                Map.of(),
                List.of(
                        Program.java(),
                        "-Xmx512m",
                        "-jar",
                        generator.toString(),
                        "generate",
                        "-i",
                        document.toString(),
                        "-g",
                        "java",
                        "--library",
                        "native",
                        "-o",
                        folder.toString(),
                        "--additional-properties",
                        "openApiNullable=false,dateLibrary=java8,useJakartaEe=true,hideGenerationTimestamp=true,"
                                + "apiPackage=client.api,modelPackage=client.model,invokerPackage=client",
                        "--global-property",
                        "apis,models,supportingFiles,apiTests=false,modelTests=false,apiDocs=false,modelDocs=false"));
        copy("/clients/java/Walk.java", folder.resolve("src/main/java/Walk.java"));
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> compile = new ArrayList<>(List.of(
                Program.javac(),
                "-nowarn",
                "-proc:none",
                "-cp",
                classPath,
                "-d",
                folder.resolve("classes").toString()));
        try (Stream<Path> sources = Files.walk(folder.resolve("src/main/java"))) {
            sources.filter(file -> file.toString().endsWith(".java")).forEach(file -> compile.add(file.toString()));
        }
        Path arguments = folder.resolve("javac.arguments");
        Files.write(
                arguments,
                compile.subList(1, compile.size()).stream()
                        .map(it -> '"' + it + '"')
                        .toList());
        Program.run(folder, Map.of(), List.of(Program.javac(), "@" + arguments));
        String said = Program.run(
                folder,
                Map.of(),
                List.of(
                        Program.java(),
                        "-cp",
                        folder.resolve("classes") + System.getProperty("path.separator") + classPath,
                        "Walk",
                        address.toString()));
        assertTrue(said.contains(DONE), said);
    }

    /** With openapi-typescript and openapi-fetch, which the front end uses as well. */
    public static void typeScript(Path document, URI address, Path folder) throws IOException, InterruptedException {
        Path modules = Suite.root().resolve("frontend/node_modules");
        assumeNode(modules);
        Files.createDirectories(folder);
        Files.createSymbolicLink(folder.resolve("node_modules"), modules);
        copy("/clients/typescript/walk.ts", folder.resolve("walk.ts"));
        copy("/clients/typescript/tsconfig.json", folder.resolve("tsconfig.json"));
        Files.writeString(folder.resolve("package.json"), "{\"type\": \"module\"}");
        String bin = modules.resolve(".bin").toString();
        Program.run(
                folder, Map.of(), List.of(bin + "/openapi-typescript", document.toString(), "--output", "schema.d.ts"));
        Program.run(folder, Map.of(), List.of(bin + "/tsc", "--project", "tsconfig.json"));
        String said = Program.run(folder, Map.of(), List.of("node", "out/walk.js", address.toString()));
        assertTrue(said.contains(DONE), said);
    }

    /** Skips the test, and says what is missing, where there is no Node or the front end's packages are not installed. */
    static void assumeNode(Path modules) {
        boolean node = Stream.of(System.getenv().getOrDefault("PATH", "").split(System.getProperty("path.separator")))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder).resolve("node")));
        Assumptions.assumeTrue(node, "Node is not installed, so the TypeScript client is not tried");
        Assumptions.assumeTrue(
                Files.isExecutable(modules.resolve(".bin/openapi-typescript")),
                "the front end's packages are not installed, so the TypeScript client is not tried: run npm ci in frontend");
    }

    private static void copy(String resource, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        try (InputStream in = GeneratedClients.class.getResourceAsStream(resource)) {
            Files.copy(in, target);
        }
    }
}
