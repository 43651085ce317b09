package dev.auspex.graph.onnx;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Merges a graph whose weights are in other files ("external data" in onnx.proto, the form that PyTorch exports) into
 * one file, so that nobody who opens it reads a file whose name someone else chose. What the graph says of those files
 * is verified: they must be in its own folder, and each weight must have exactly the bytes that its shape needs.
 */
public final class ExternalData {

    private static final int GRAPH = 7;
    private static final int WEIGHT = 5;
    private static final int RAW_DATA = 9;
    private static final int ENTRIES = 13;
    private static final int LOCATION = 14;
    private static final int BYTES = 2;
    private static final int MOST_WEIGHTS = 200_000;
    /** Maximum size of one protobuf message. */
    private static final long LARGEST = Integer.MAX_VALUE;

    private final Path folder;
    private final FileChannel model;
    private final Map<String, FileChannel> files = new HashMap<>();
    private long external;
    private int weights;

    private ExternalData(Path folder, FileChannel model) {
        this.folder = folder;
        this.model = model;
    }

    /**
     * Writes a graph with its weights to one file.
     *
     * @param onnx   the graph
     * @param folder folder of the files with its weights
     * @param target file to write; not created if the graph needs no other file
     * @return names of the files that the graph needs, as it names them; empty if it needs none
     * @throws OnnxException if the graph is not well-formed, or what it says of its weights is not true
     */
    public static Set<String> merge(Path onnx, Path folder, Path target) throws IOException, OnnxException {
        try (FileChannel model = FileChannel.open(onnx)) {
            ExternalData merged = new ExternalData(folder, model);
            try {
                return merged.to(target);
            } finally {
                for (FileChannel file : merged.files.values()) {
                    file.close();
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Set<String> to(Path target) throws IOException, OnnxException {
        List<Piece> pieces = model();
        if (files.isEmpty()) {
            return Set.of();
        }
        long available = 0;
        for (FileChannel file : files.values()) {
            available += file.size();
        }
        if (external > 2 * available || length(pieces) > LARGEST) {
            throw new OnnxException("the graph and its weights are " + length(pieces)
                    + " bytes together; at most 2 GiB and twice the size of the upload are allowed");
        }
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
            WritableByteChannel channel = Channels.newChannel(out);
            for (Piece piece : pieces) {
                piece.write(channel);
            }
        }
        return new HashSet<>(files.keySet());
    }

    /** Copies every part of a model unchanged, except its graph. */
    private List<Piece> model() throws IOException, OnnxException {
        List<Piece> pieces = new ArrayList<>();
        ProtobufReader in = ProtobufReader.of(model);
        for (long from = in.position(); !in.atEnd(); from = in.position()) {
            if (in.next() == GRAPH) {
                message(pieces, GRAPH, graph(in.message()));
            } else {
                in.skip();
                pieces.add(new Part(model, from, in.position() - from));
            }
        }
        return pieces;
    }

    private List<Piece> graph(ProtobufReader in) throws IOException, OnnxException {
        List<Piece> pieces = new ArrayList<>();
        for (long from = in.position(); !in.atEnd(); from = in.position()) {
            if (in.next() == WEIGHT) {
                ProtobufReader weight = in.message();
                List<Piece> merged = weight(weight);
                if (merged == null) {
                    pieces.add(new Part(model, from, in.position() - from));
                } else {
                    message(pieces, WEIGHT, merged);
                }
            } else {
                in.skip();
                pieces.add(new Part(model, from, in.position() - from));
            }
        }
        return pieces;
    }

    /** Returns null for a weight that is stored in the graph itself. */
    private @Nullable List<Piece> weight(ProtobufReader in) throws IOException, OnnxException {
        List<Piece> pieces = new ArrayList<>();
        Map<String, String> entries = new HashMap<>();
        List<Long> shape = new ArrayList<>();
        String name = "";
        int type = 0;
        boolean elsewhere = false;
        for (long from = in.position(); !in.atEnd(); from = in.position()) {
            int field = in.next();
            switch (field) {
                case 1 -> {
                    if (in.packed()) {
                        ProtobufReader list = in.message();
                        while (!list.atEnd()) {
                            shape.add(list.raw());
                        }
                    } else {
                        shape.add(in.varint());
                    }
                }
                case 2 -> type = (int) in.varint();
                case 8 -> name = in.text();
                case ENTRIES -> entry(in.message(), entries);
                case LOCATION -> elsewhere = in.varint() != 0;
                default -> in.skip();
            }
            if (field != ENTRIES && field != LOCATION && field != RAW_DATA) {
                pieces.add(new Part(model, from, in.position() - from));
            }
        }
        if (!elsewhere) {
            return null;
        }
        if (++weights > MOST_WEIGHTS) {
            throw new OnnxException("the graph keeps more than " + MOST_WEIGHTS + " weights in other files");
        }
        Part bytes = bytes(name, entries, size(name, type, shape));
        external += bytes.length();
        message(pieces, RAW_DATA, List.of(bytes));
        return pieces;
    }

    private static void entry(ProtobufReader in, Map<String, String> entries) throws OnnxException {
        String key = "";
        String value = "";
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> key = in.text();
                case 2 -> value = in.text();
                default -> in.skip();
            }
        }
        entries.put(key, value);
    }

    private Part bytes(String name, Map<String, String> entries, long size) throws IOException, OnnxException {
        FileChannel file = file(name, entries.getOrDefault("location", ""));
        long offset = number(name, "offset", entries.getOrDefault("offset", "0"));
        if (offset > file.size()) {
            throw wrong(name, "begin at byte " + offset + ", but their file has only " + file.size() + " bytes");
        }
        long length =
                entries.containsKey("length") ? number(name, "length", entries.get("length")) : file.size() - offset;
        if (length > file.size() - offset) {
            throw wrong(name, "end " + (length - (file.size() - offset)) + " bytes after the end of their file");
        }
        if (length != size) {
            throw wrong(name, "have " + length + " bytes in their file, but their shape needs " + size);
        }
        return new Part(file, offset, length);
    }

    private FileChannel file(String name, String location) throws IOException, OnnxException {
        FileChannel known = files.get(location);
        if (known != null) {
            return known;
        }
        boolean bad = location.isEmpty()
                || location.startsWith("/")
                || location.indexOf('\\') >= 0
                || location.indexOf(':') >= 0
                || location.chars().anyMatch(Character::isISOControl);
        for (String part : location.split("/", -1)) {
            bad |= part.isEmpty() || part.equals("..") || part.equals(".");
        }
        if (bad) {
            throw wrong(name, "are in a file outside the folder of the graph (external data)");
        }
        Path path = folder.resolve(location).normalize();
        if (!path.startsWith(folder) || !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new OnnxException("the graph keeps weights in the file " + location
                    + " (external data), which was not sent. Upload both files, either in one zip file or as the parts"
                    + " `file` and `data`");
        }
        FileChannel opened = FileChannel.open(path);
        files.put(location, opened);
        return opened;
    }

    private static long number(String name, String what, String text) throws OnnxException {
        if (!text.matches("[0-9]{1,18}")) {
            throw wrong(name, "have an " + what + " that is not a whole number of at least 0");
        }
        return Long.parseLong(text);
    }

    /** Returns the number of bytes that a weight needs. */
    private static long size(String name, int type, List<Long> shape) throws OnnxException {
        int bits =
                switch (type) {
                    case 2, 3, 9, 17, 18, 19, 20, 24 -> 8;
                    case 4, 5, 10, 16 -> 16;
                    case 1, 6, 12 -> 32;
                    case 7, 11, 13, 14 -> 64;
                    case 15 -> 128;
                    case 21, 22, 23 -> 4;
                    default -> throw wrong(name, "have a type that cannot be stored in another file");
                };
        long elements = 1;
        for (long dimension : shape) {
            if (dimension < 0 || dimension > LARGEST || elements * dimension > 2 * LARGEST) {
                throw wrong(name, "have a shape of more than 2 GiB");
            }
            elements *= dimension;
        }
        return (elements * bits + 7) / 8;
    }

    private static OnnxException wrong(String name, String what) {
        return new OnnxException("the weights " + name + " " + what);
    }

    private static void message(List<Piece> into, int field, List<Piece> content) {
        byte[] head = new byte[20];
        int end = varint(head, 0, (long) field << 3 | BYTES);
        end = varint(head, end, length(content));
        into.add(new Literal(head, end));
        into.addAll(content);
    }

    private static int varint(byte[] into, int from, long value) {
        int at = from;
        long left = value;
        while ((left & ~0x7FL) != 0) {
            into[at++] = (byte) (left & 0x7F | 0x80);
            left >>>= 7;
        }
        into[at++] = (byte) left;
        return at;
    }

    private static long length(List<Piece> pieces) {
        return pieces.stream().mapToLong(Piece::length).sum();
    }

    /** A section of the file to write. */
    private sealed interface Piece {

        long length();

        void write(WritableByteChannel out) throws IOException;
    }

    private record Part(FileChannel file, long from, long length) implements Piece {

        @Override
        public void write(WritableByteChannel out) throws IOException {
            long written = 0;
            while (written < length) {
                long now = file.transferTo(from + written, length - written, out);
                if (now <= 0) {
                    throw new IOException("a file became shorter while it was read");
                }
                written += now;
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // a carrier, never compared
    private record Literal(byte[] bytes, int end) implements Piece {

        @Override
        public long length() {
            return end;
        }

        @Override
        public void write(WritableByteChannel out) throws IOException {
            out.write(ByteBuffer.wrap(bytes, 0, end));
        }
    }
}
