package dev.auspex.localstack.suite;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The text that people see once the suite is up. It contains a password, so it may go to a terminal but never to a log.
 */
final class Introduction {

    private Introduction() {}

    /**
     * Returns the text.
     *
     * @param account demo account, if there is one
     */
    static String text(Home home, SuitePorts ports, Optional<DemoAccount> account) {
        List<String> text = new ArrayList<>();
        text.add("");
        text.add("  Auspex        " + ports.publicUrl()
                + (Files.isDirectory(home.root().resolve("frontend/dist"))
                        ? ""
                        : "   (the web application is not built)"));
        text.add("  API           " + ports.publicUrl() + "/api/docs");
        account.ifPresent(demo -> {
            text.add("  demo account  " + demo.email() + "   password " + demo.password());
            FirstPrediction.body(home.root().resolve("training/packages")).ifPresent(body -> {
                text.add("");
                text.add("To make a first prediction, paste this into a shell:");
                text.add("");
                text.add(FirstPrediction.curl(ports.publicUrl(), demo, body));
            });
        });
        text.add("");
        text.add("Stop with Ctrl-C or ./auspex down. Logs are in " + home.logs());
        return String.join("\n", text);
    }
}
