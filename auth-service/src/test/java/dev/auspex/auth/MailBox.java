package dev.auspex.auth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.ConfigProvider;

/** The folder that mails are written to in tests. */
public final class MailBox {

    private static final Pattern TOKEN = Pattern.compile("#token=([A-Za-z0-9_-]{43})\\b");

    private MailBox() {}

    /** The mails to an address so far, the oldest first. */
    public static List<String> to(String email) {
        Path folder = Path.of(ConfigProvider.getConfig().getValue("auspex.mail.dir", String.class));
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.naturalOrder())
                    .map(MailBox::read)
                    .filter(mail -> mail.contains("\nTo: " + email + "\n"))
                    .toList();
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException removed) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for a mail with this in its subject. */
    public static String await(String email, String subject) {
        return org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .until(
                        () -> to(email).stream()
                                .filter(mail -> mail.lines()
                                        .anyMatch(line -> line.startsWith("Subject: ") && line.contains(subject)))
                                .reduce("", (before, last) -> last),
                        mail -> mail.contains("\n\n"));
    }

    /** The secret of the link in a mail. */
    public static String token(String mail) {
        Matcher token = TOKEN.matcher(mail);
        if (!token.find()) {
            throw new AssertionError("no link in: " + mail);
        }
        return token.group(1);
    }
}
