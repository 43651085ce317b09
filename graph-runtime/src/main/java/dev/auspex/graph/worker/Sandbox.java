package dev.auspex.graph.worker;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

/**
 * The privileges that a worker gives up before its program starts, with the tools of util-linux. A process cannot
 * drop them by itself in Java, and an executable made by GraalVM cannot call C. Which sandbox works on a machine is
 * found out once, by trying.
 */
enum Sandbox {
    /**
     * Namespaces of its own for users, processes, mounts and the network, a root folder with nothing but system
     * folders, the program and its work folder, and no capabilities. It sees neither other processes nor other
     * files, and reaches no network.
     */
    ROOT,
    /**
     * Namespaces of its own for users and the network. It reaches no network, but it can see other processes of the
     * same user and that user's files.
     */
    NETWORK,
    /** No new privileges, which every Linux supports. Containers without unprivileged user namespaces get this. */
    PLAIN,
    /** No sandbox, because the tools are missing. */
    NONE;

    private static final Logger LOG = Logger.getLogger(Sandbox.class);
    private static final long LONGEST_TRY_SECONDS = 10;

    /** System folders that programs need. On some systems, some of them are links or missing. */
    private static final List<String> SYSTEM =
            List.of("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/localtime");

    /** Sets up the root folder. Arguments: its path, the work folder, the visible paths, {@code --}, the program. */
    private static final String SCRIPT = """
            set -e
            PATH=$PATH:/usr/sbin:/sbin
            root=$1; work=$2; shift 2
            mount -t tmpfs -o size=1m,mode=755 none "$root"
            mkdir -p "$root/proc" "$root/dev" "$root$work"
            while [ "$1" != -- ]; do
              if [ -L "$1" ]; then
                mkdir -p "$root${1%/*}"; cp -P "$1" "$root$1"
              elif [ -d "$1" ]; then
                mkdir -p "$root$1"; mount --rbind "$1" "$root$1"; mount -o remount,bind,ro "$root$1" 2>/dev/null || true
              elif [ -e "$1" ]; then
                mkdir -p "$root${1%/*}"; : > "$root$1"; mount --bind "$1" "$root$1"
                mount -o remount,bind,ro "$root$1" 2>/dev/null || true
              fi
              shift
            done
            shift
            mount -t proc proc "$root/proc"
            mount --bind "$work" "$root$work"
            for device in null zero random urandom; do
              : > "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"
            done
            mount -o remount,ro "$root" 2>/dev/null || true
            exec chroot "$root" setpriv --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"
            """;

    /** Returns the strongest sandbox that works on this machine. */
    static Sandbox strongest() {
        for (Sandbox sandbox : values()) {
            if (sandbox.works()) {
                if (sandbox != ROOT) {
                    LOG.warnf("workers were confined with a weaker sandbox sandbox=%s", sandbox);
                } else {
                    LOG.infof("workers were confined sandbox=%s", sandbox);
                }
                return sandbox;
            }
        }
        return NONE;
    }

    /**
     * Returns the command that precedes the program's own.
     *
     * @param work an existing folder; with {@link #ROOT}, the only one that the program may write to
     * @param seen files and folders that it may read in addition to the system's own
     */
    List<String> before(Path work, List<Path> seen) {
        List<String> command = new ArrayList<>();
        switch (this) {
            case ROOT -> {
                command.addAll(List.of("unshare", "--user", "--map-root-user", "--net", "--ipc", "--uts", "--pid"));
                command.addAll(List.of("--mount", "--fork", "--kill-child", "--", "sh", "-c", SCRIPT, "sandbox"));
                command.add(work.resolve("root").toString());
                command.add(work.toString());
                command.addAll(SYSTEM);
                seen.forEach(path -> command.add(path.toString()));
                command.add("--");
            }
            case NETWORK -> {
                command.addAll(List.of("unshare", "--user", "--map-current-user", "--net", "--ipc", "--uts", "--"));
                command.addAll(List.of("setpriv", "--no-new-privs", "--"));
            }
            case PLAIN -> command.addAll(List.of("setpriv", "--no-new-privs", "--"));
            case NONE -> command.addAll(List.of());
        }
        return command;
    }

    /** Returns whether the started process is the parent of the program instead of the program itself. */
    boolean forks() {
        return this == ROOT;
    }

    private boolean works() {
        if (this == NONE) {
            return true;
        }
        Path work = null;
        try {
            work = Files.createTempDirectory("auspex-sandbox");
            Files.createDirectory(work.resolve("root"));
            List<String> command = before(work, List.of());
            command.add("true");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(LONGEST_TRY_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException e) {
            LOG.debugf("sandbox could not be tested sandbox=%s cause=%s", this, e.getMessage());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            if (work != null) {
                WorkFolder.delete(work);
            }
        }
    }

    /** Returns whether a program with this name is on the path. */
    static boolean has(String program) {
        String path = System.getenv("PATH");
        for (String folder : (path == null ? "/usr/bin:/bin" : path).split(File.pathSeparator)) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
