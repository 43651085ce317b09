package dev.auspex.e2e.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.auspex.e2e.suite.Suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/** Runs the snippets of docs/clients.md: those of the shell one after the other in one shell, each other one as a program. */
public final class ClientGuide {

    private static final Pattern SNIPPET = Pattern.compile("(?ms)^```(sh|js|java)\\n(.*?)^```$");

    private ClientGuide() {}

    public static void run(URI address, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String guide = Files.readString(Suite.root().resolve("docs/clients.md"));
        StringBuilder shell = new StringBuilder("set -eu\n");
        List<String> scripts = new ArrayList<>();
        List<String> programs = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(guide);
        while (snippet.find()) {
            switch (snippet.group(1)) {
                case "sh" -> shell.append(snippet.group(2));
                case "js" -> scripts.add(snippet.group(2));
                default -> programs.add(snippet.group(2));
            }
        }
        // Later snippets use the key that the shell made.
        shell.append("printf '%s' \"$KEY\" > key\n");
        Map<String, String> environment =
                Map.of("AUSPEX_URL", address.toString(), "EMAIL", "guide-" + UUID.randomUUID() + "@example.org");
        Files.writeString(folder.resolve("guide.sh"), shell);
        String said = Program.run(folder, environment, List.of("bash", "guide.sh"));
        assertTrue(said.contains("\"label\""), said);
        Map<String, String> withKey =
                Map.of("AUSPEX_URL", address.toString(), "AUSPEX_KEY", Files.readString(folder.resolve("key")));
        for (String program : programs) {
            Files.writeString(folder.resolve("Snippet.java"), program);
            assertTrue(Program.run(folder, withKey, List.of(Program.java(), "Snippet.java"))
                    .contains("label"));
        }
        assertEquals(1, programs.size(), "Java programs in the guide");
        assertTrue(scripts.size() >= 1, "JavaScript programs in the guide");
        GeneratedClients.assumeNode(Suite.root().resolve("frontend/node_modules"));
        for (String script : scripts) {
            Files.writeString(folder.resolve("snippet.mjs"), script);
            assertTrue(
                    Program.run(folder, withKey, List.of("node", "snippet.mjs")).contains("label"));
        }
    }
}
