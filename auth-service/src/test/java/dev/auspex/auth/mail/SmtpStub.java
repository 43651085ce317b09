package dev.auspex.auth.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A small SMTP server (RFC 5321) that refuses the first mail for now and keeps the others as files. */
public final class SmtpStub implements QuarkusTestResourceLifecycleManager {

    private static final String FOLDER = "auspex.test.smtp-folder";
    private ServerSocket server;
    private Path folder;
    private final AtomicBoolean refused = new AtomicBoolean();

    @Override
    public Map<String, String> start() {
        try {
            folder = Files.createTempDirectory("smtp");
            server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
            Thread.ofPlatform().daemon().name("smtp-stub").start(this::accept);
            System.setProperty(FOLDER, folder.toString());
            return Map.of(
                    "AUSPEX_SMTP_HOST", "localhost",
                    "AUSPEX_SMTP_PORT", Integer.toString(server.getLocalPort()),
                    "AUSPEX_SMTP_STARTTLS", "DISABLED",
                    "AUSPEX_MAIL_FROM", "door@auspex.example");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was taken, as it came over the wire. */
    static List<String> taken() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty(FOLDER)))) {
            return files.filter(file -> file.toString().endsWith(".eml"))
                    .map(file -> {
                        try {
                            return Files.readString(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                // A client may keep an idle connection and open another.
                Thread.ofPlatform().daemon().name("smtp-stub-connection").start(() -> serve(socket));
            } catch (IOException e) {
                tell(e);
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            talk(socket);
        } catch (IOException e) {
            tell(e);
        }
    }

    private void tell(IOException fault) {
        if (!server.isClosed()) {
            System.err.println("SMTP stub: " + fault);
        }
    }

    private void talk(Socket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        Writer out = new java.io.OutputStreamWriter(socket.getOutputStream(), StandardCharsets.UTF_8);
        say(out, "220 stub ready");
        StringBuilder envelope = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO", "HELO", "RSET", "NOOP" -> say(out, "250 stub");
                case "MAIL" -> {
                    if (refused.compareAndSet(false, true)) {
                        say(out, "451 try again later");
                    } else {
                        envelope.append(line).append('\n');
                        say(out, "250 ok");
                    }
                }
                case "RCPT" -> {
                    envelope.append(line).append('\n');
                    say(out, "250 ok");
                }
                case "DATA" -> {
                    say(out, "354 go on");
                    for (String body = in.readLine(); body != null && !body.equals("."); body = in.readLine()) {
                        envelope.append(body).append('\n');
                    }
                    Path file = folder.resolve(UUID.randomUUID() + ".part");
                    Files.writeString(file, envelope);
                    Files.move(file, folder.resolve(UUID.randomUUID() + ".eml"));
                    envelope.setLength(0);
                    say(out, "250 taken");
                }
                case "QUIT" -> {
                    say(out, "221 bye");
                    return;
                }
                default -> say(out, "502 unknown");
            }
        }
    }

    private static void say(Writer out, String line) throws IOException {
        out.write(line + "\r\n");
        out.flush();
    }
}
