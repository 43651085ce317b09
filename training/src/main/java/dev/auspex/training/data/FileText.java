package dev.auspex.training.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Text of a whole file. UTF-8 and, with a byte order mark, UTF-16 are recognised reliably. Any other encoding with one
 * byte per character is read as Windows-1252, which includes ISO 8859-1 (Latin-1), and a note says so. Known kinds of
 * files that are not text are rejected by name.
 *
 * @param text  text without a byte order mark
 * @param notes decisions about the encoding, for people
 */
record FileText(String text, List<String> notes) {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Kinds of files that people mistake for CSV, by their first bytes in hex, with the message for each. */
    private static final List<List<String>> KINDS = List.of(
            List.of(
                    "504b0304",
                    "This is an Excel workbook or a zip file. Save its sheet as \"CSV UTF-8\", or unpack it."),
            List.of("d0cf11e0", "This is an Excel workbook. Save its sheet as \"CSV UTF-8\"."),
            List.of("50415231", "This is a Parquet file. Write the table as CSV, for example with pandas' to_csv."),
            List.of("1f8b", "This is a gzip file. Unpack it, for example with gunzip."),
            List.of("fffe0000", "The file is UTF-32. Save it as UTF-8."),
            List.of("0000feff", "The file is UTF-32. Save it as UTF-8."));

    /** Share of NUL characters above which a text is taken to have two bytes per character. */
    private static final double MANY_NULS = 0.2;

    FileText {
        notes = List.copyOf(notes);
    }

    /**
     * Reads the bytes of a file.
     *
     * @throws DataException if the file does not exist, is a folder or is too large
     */
    static byte[] bytes(Path path) throws IOException {
        try {
            if (Files.isDirectory(path)) {
                throw new DataException(path + ": This is a folder, not a CSV file.");
            }
            if (Files.size(path) > RowReader.MAX_BYTES) {
                throw new DataException(path + ": The file is larger than " + (RowReader.MAX_BYTES >> 20)
                        + " MiB, which is the limit.");
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new DataException(path + ": The file does not exist.", e);
        }
    }

    /**
     * Reads a text file in any common encoding.
     *
     * @throws DataException if the file cannot be used, or is not text in a known encoding
     */
    static FileText read(Path path) throws IOException {
        byte[] bytes = bytes(path);
        String start = HexFormat.of().formatHex(bytes, 0, Math.min(4, bytes.length));
        for (List<String> kind : KINDS) {
            if (start.startsWith(kind.getFirst())) {
                throw new DataException(path + ": " + kind.getLast());
            }
        }
        if (start.startsWith("fffe") || start.startsWith("feff")) {
            return utf16(path, bytes);
        }
        try {
            String text = strictly(StandardCharsets.UTF_8, bytes);
            rejectTwoBytes(path, text);
            return new FileText(withoutMark(text), List.of());
        } catch (CharacterCodingException e) {
            return oneByte(path, bytes);
        }
    }

    /** Decodes bytes in one encoding. Fails on bytes that are not valid in it instead of replacing them. */
    static String strictly(Charset charset, byte[] bytes) throws CharacterCodingException {
        return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }

    private static FileText utf16(Path path, byte[] bytes) {
        try {
            return new FileText(
                    withoutMark(strictly(StandardCharsets.UTF_16, bytes)), List.of("The file is encoded as UTF-16."));
        } catch (CharacterCodingException e) {
            throw new DataException(
                    path + ": The file begins as UTF-16 but contains bytes that are not UTF-16. Save it as UTF-8.", e);
        }
    }

    private static FileText oneByte(Path path, byte[] bytes) {
        try {
            String text = strictly(WINDOWS_1252, bytes);
            rejectTwoBytes(path, text);
            List<String> notes = new ArrayList<>();
            notes.add("The file is not UTF-8 and is read as Windows-1252 (Latin-1). If letters are wrong, save it as"
                    + " UTF-8.");
            return new FileText(text, notes);
        } catch (CharacterCodingException e) {
            throw new DataException(
                    path + ": The file is neither UTF-8 nor Windows-1252 (Latin-1). Save it as UTF-8.", e);
        }
    }

    private static void rejectTwoBytes(Path path, String text) {
        long nuls = text.chars().filter(c -> c == 0).count();
        if (nuls > MANY_NULS * text.length()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "%s: %,d of %,d characters are NUL, as in UTF-16 without a byte order mark. Save the file as UTF-8.",
                    path,
                    nuls,
                    text.length()));
        }
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }
}
