package dev.auspex.model;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Small packages whose one feature is a text or an image. */
public final class PreparedPackages {

    /** Most tokens of a text of the package, with the two that the tokenizer adds. */
    public static final int TOKENS = 8;

    /** Weights of [PAD], [UNK], [CLS], [SEP], good, bad, tea. */
    public static final float[] WEIGHTS = {50, 0, 0, 0, 2, -3, 0.25f};

    private static final String TOKENIZER = """
            {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [
               {"id": 0, "content": "[PAD]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 2, "content": "[CLS]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true},
               {"id": 3, "content": "[SEP]", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": true}],
             "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "BertPreTokenizer"},
             "post_processor": {"type": "TemplateProcessing",
               "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                          {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
               "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
               "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]},
                                  "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}},
             "decoder": null,
             "model": {"type": "WordLevel", "unk_token": "[UNK]",
               "vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "good": 4, "bad": 5, "tea": 6}}}
            """;

    private static final String DESCRIPTION = """
            {"model": "MODEL", "version": "1", "title": "MODEL", "description": "For tests", "algorithm": "none",
             "features": [{"name": "FEATURE", "type": "TYPE", "description": "f", "required": true, "max": 4096, "categories": [],
                           "example": "EXAMPLE"}],
             "labels": LABELS, "positiveLabel": "POSITIVE", "threshold": 0.5, "metrics": {}, "seed": 1,
             "dataSha256": "", "onnxSha256": "ONNX_SHA256", "trainedAt": "2026-01-01T00:00:00Z"}
            """;

    private static final String REFERENCE = """
            {"model": "MODEL", "version": "1", "rows": 1, "features": [
               {"name": "FEATURE", "type": "TYPE", "edges": [], "categories": [], "proportions": [1.0], "missing": 0.0}],
             "score": {"name": "score", "type": "number", "edges": [], "categories": [], "proportions": [1.0], "missing": 0.0}}
            """;

    private PreparedPackages() {}

    /** A text model: the score is the logistic function of the sum of its words' weights. */
    public static void writeMood(Path version) throws IOException {
        write(version, Graphs.texts(false, WEIGHTS), "mood", "review", "text", "good tea", "[\"no\", \"yes\"]", "yes");
        Files.writeString(version.resolve("tokenizer.json"), TOKENIZER);
        Files.writeString(
                version.resolve("preparation.json"),
                "{\"text\": {\"feature\": \"review\", \"tokenizer\": \"tokenizer.json\", \"tokens\": " + TOKENS + "}}");
    }

    /** An image model: the score is the mean brightness. */
    public static void writeShade(Path version) throws IOException {
        String example = Base64.getEncoder().encodeToString(plain("png", 4, 4, Color.GRAY));
        write(version, Graphs.images(), "shade", "picture", "image", example, "[\"dark\", \"light\"]", "light");
        Files.writeString(
                version.resolve("preparation.json"),
                "{\"image\": {\"feature\": \"picture\", \"width\": 2, \"height\": 2, \"layout\": \"NCHW\", \"colour\": \"grey\"}}");
    }

    /** The tokenizer by itself. */
    public static byte[] tokenizer() {
        return TOKENIZER.getBytes(StandardCharsets.UTF_8);
    }

    /** An image of one colour, as the JDK writes it. */
    public static byte[] plain(String format, int width, int height, Color colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(colour);
        graphics.fillRect(0, 0, width, height);
        graphics.dispose();
        return bytes(format, image);
    }

    public static byte[] bytes(String format, BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(image, format, out)) {
                throw new IllegalStateException("no writer for " + format);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static void write(
            Path version,
            byte[] onnx,
            String model,
            String feature,
            String type,
            String example,
            String labels,
            String positive)
            throws IOException {
        Files.createDirectories(version);
        Files.write(version.resolve("model.onnx"), onnx);
        Files.writeString(
                version.resolve("model.json"),
                DESCRIPTION
                        .replace("MODEL", model)
                        .replace("FEATURE", feature)
                        .replace("TYPE", type)
                        .replace("EXAMPLE", example)
                        .replace("LABELS", labels)
                        .replace("POSITIVE", positive)
                        .replace("ONNX_SHA256", ModelFolder.sha256(onnx)));
        Files.writeString(
                version.resolve("reference.json"),
                REFERENCE.replace("MODEL", model).replace("FEATURE", feature).replace("TYPE", type));
    }
}
