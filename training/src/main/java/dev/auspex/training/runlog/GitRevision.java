package dev.auspex.training.runlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Revision of the sources, if they are in a git checkout. */
final class GitRevision {

    private static final long SECONDS = 5;

    private GitRevision() {}

    /**
     * Returns the commit of the folder's checkout, with {@code -dirty} appended if tracked files were changed, or empty
     * without git.
     */
    static Optional<String> of(Path folder) {
        return git(folder, "rev-parse", "HEAD")
                .filter(commit -> !commit.isEmpty())
                .map(commit -> git(folder, "status", "--porcelain", "--untracked-files=no")
                        .filter(changes -> !changes.isEmpty())
                        .map(changes -> commit + "-dirty")
                        .orElse(commit));
    }

    private static Optional<String> git(Path folder, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "git";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return Optional.empty(); // no git on this machine; training does not need it
        }
        try {
            process.getOutputStream().close();
            byte[] answer = process.getInputStream().readNBytes(1 << 16);
            return process.waitFor(SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0
                    ? Optional.of(new String(answer, StandardCharsets.UTF_8).strip())
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } finally {
            process.destroy();
        }
    }
}
