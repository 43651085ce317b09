package dev.auspex.model.artifact;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Reads and writes packages as zip files. Packing gives the same bytes on every machine, so that equal folders are
 * equal artifacts. Unpacking trusts nothing: neither names, which could lead out of the folder, nor sizes, which could
 * be false.
 */
public final class PackageZip {

    /** Most files in a package. */
    static final int MOST_ENTRIES = 1000;

    private static final int LONGEST_NAME = 255;
    /**
     * Largest ratio of unpacked to packed size. Text reaches 20 at best; a ratio of 1000 can only be a zip bomb. Small
     * files are exempt.
     */
    private static final long MOST_RATIO = 200;

    private static final long SMALL = 16L << 20;
    private static final int BUFFER = 64 * 1024;
    private static final long FIXED_TIME = 1767225600000L;
    private static final String MARK = "model.json";

    private PackageZip() {}

    /** Returns whether a file begins like a zip file. */
    public static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(4);
            return head.length == 4 && head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
        }
    }

    /** Packs the files of a folder, in the order of their names and without compression. */
    public static void pack(Path folder, Path zip) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = new ArrayList<>(all.filter(Files::isRegularFile).toList());
        }
        Collections.sort(files);
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            out.setMethod(ZipOutputStream.STORED);
            for (Path each : files) {
                ZipEntry entry = new ZipEntry(folder.relativize(each).toString().replace('\\', '/'));
                entry.setLastModifiedTime(FileTime.fromMillis(FIXED_TIME));
                entry.setSize(Files.size(each));
                entry.setCompressedSize(entry.getSize());
                entry.setCrc(crc(each));
                out.putNextEntry(entry);
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }

    /**
     * Returns the names of the files in a zip file.
     *
     * @throws ArtifactException if it is not a valid zip file; the message says what is wrong
     */
    public static List<String> names(Path zip) throws ArtifactException, IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            return files(file).stream().map(ZipEntry::getName).toList();
        } catch (ZipException e) {
            throw ArtifactException.bad("the zip file is damaged or incomplete: " + e.getMessage());
        }
    }

    /** Returns whether names are those of a package, rather than of a bare graph with its weights in other files. */
    public static boolean isPackage(List<String> names) {
        return names.stream().anyMatch(name -> name.equals(MARK) || name.endsWith("/" + MARK));
    }

    /**
     * Returns whether names are those of a bare graph, possibly with its weights in other files: exactly one of them is
     * that of an ONNX file.
     */
    public static boolean isGraph(List<String> names) {
        return !isPackage(names) && graphs(names).size() == 1;
    }

    private static List<String> graphs(List<String> names) {
        return names.stream()
                .filter(name -> name.endsWith(".onnx") && !name.startsWith("__MACOSX/"))
                .toList();
    }

    /**
     * Unpacks a package. Its files may be at the top or all in one folder.
     *
     * @param folder  an empty folder
     * @param largest most bytes of all files together, unpacked
     * @throws ArtifactException if it is not a valid zip file; the message says what is wrong
     * @throws IOException       if the disk fails
     */
    public static void unpack(Path zip, Path folder, long largest) throws ArtifactException, IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> entries = files(file);
            unpack(file, entries, prefix(entries), folder, largest);
        } catch (ZipException e) {
            throw ArtifactException.bad("the zip file is damaged or incomplete: " + e.getMessage());
        }
    }

    /**
     * Unpacks a bare graph and the files beside it.
     *
     * @param folder  an empty folder
     * @param largest most bytes of all files together, unpacked
     * @return file of the graph
     * @throws ArtifactException if it is not a valid zip file, or does not hold exactly one graph
     */
    public static Path unpackGraph(Path zip, Path folder, long largest) throws ArtifactException, IOException {
        try (ZipFile file = new ZipFile(zip.toFile())) {
            List<? extends ZipEntry> entries = files(file);
            List<String> graphs = graphs(entries.stream().map(ZipEntry::getName).toList());
            if (graphs.size() != 1) {
                throw ArtifactException.bad("the zip file must contain either " + MARK
                        + " (a package) or exactly one .onnx file; it has " + graphs.size());
            }
            String graph = graphs.getFirst();
            String prefix = graph.substring(0, graph.lastIndexOf('/') + 1);
            unpack(file, entries, prefix, folder, largest);
            return folder.resolve(graph.substring(prefix.length()));
        } catch (ZipException e) {
            throw ArtifactException.bad("the zip file is damaged or incomplete: " + e.getMessage());
        }
    }

    private static void unpack(ZipFile file, List<? extends ZipEntry> entries, String prefix, Path folder, long largest)
            throws ArtifactException, IOException {
        Budget budget = new Budget(largest);
        Set<String> names = new HashSet<>();
        for (ZipEntry entry : entries) {
            if (!entry.getName().startsWith(prefix)) {
                continue;
            }
            String name = entry.getName().substring(prefix.length());
            if (!names.add(name)) {
                throw ArtifactException.bad("the zip file contains " + name + " twice");
            }
            Path target = folder.resolve(name).normalize();
            if (!target.startsWith(folder) || target.equals(folder)) {
                throw ArtifactException.bad("the zip file contains a path that points outside of it: " + shown(name));
            }
            Files.createDirectories(target.getParent());
            copy(file, entry, target, budget);
        }
    }

    private static List<? extends ZipEntry> files(ZipFile file) throws ArtifactException {
        if (file.size() > MOST_ENTRIES) {
            throw ArtifactException.bad(
                    "the zip file has " + file.size() + " entries; at most " + MOST_ENTRIES + " are allowed");
        }
        List<ZipEntry> entries = new ArrayList<>();
        for (ZipEntry entry : Collections.list(file.entries())) {
            checkName(entry.getName());
            if (!entry.isDirectory()) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static void checkName(String name) throws ArtifactException {
        boolean bad = name.isEmpty()
                || name.length() > LONGEST_NAME
                || name.startsWith("/")
                || name.indexOf('\\') >= 0
                || name.indexOf(':') >= 0
                || name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
        for (String part : name.split("/", -1)) {
            bad |= part.equals("..") || part.equals(".");
        }
        if (bad) {
            throw ArtifactException.bad("the zip file contains a file name that is not allowed: " + shown(name));
        }
    }

    /** Returns the folder in which the package begins: that of the {@code model.json} with the shortest path. */
    private static String prefix(List<? extends ZipEntry> entries) throws ArtifactException {
        String nearest = null;
        for (ZipEntry entry : entries) {
            String name = entry.getName();
            if ((name.equals(MARK) || name.endsWith("/" + MARK))
                    && (nearest == null || name.length() < nearest.length())) {
                nearest = name;
            }
        }
        if (nearest == null) {
            throw ArtifactException.bad("the zip file does not contain " + MARK);
        }
        return nearest.substring(0, nearest.length() - MARK.length());
    }

    private static void copy(ZipFile file, ZipEntry entry, Path target, Budget budget)
            throws ArtifactException, IOException {
        byte[] buffer = new byte[BUFFER];
        long written = 0;
        try (InputStream in = file.getInputStream(entry);
                OutputStream out = Files.newOutputStream(target)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                written += read;
                budget.take(read);
                if (written > SMALL && written / MOST_RATIO > entry.getCompressedSize()) {
                    throw ArtifactException.bad(
                            shown(entry.getName()) + " unpacks to more than " + MOST_RATIO + " times its size");
                }
                out.write(buffer, 0, read);
            }
        }
    }

    private static long crc(Path file) {
        CRC32 crc = new CRC32();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return crc.getValue();
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }

    private static final class Budget {

        private final long most;
        private long left;

        Budget(long most) {
            this.most = most;
            this.left = most;
        }

        void take(int bytes) throws ArtifactException {
            left -= bytes;
            if (left < 0) {
                throw ArtifactException.bad("the zip file unpacks to more than " + most + " bytes");
            }
        }
    }
}
