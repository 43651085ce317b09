package dev.auspex.model.publish;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Recognises what people upload in place of an ONNX file, and says how each becomes one. */
enum FileKind {
    PICKLE("a Python pickle", "Export the model to ONNX, for example with skl2onnx."),
    JOBLIB("a compressed file, such as joblib writes", "Export the model to ONNX, for example with skl2onnx."),
    PYTORCH("a PyTorch file", "Export the model to ONNX with torch.onnx.export."),
    TORCHSCRIPT("a TorchScript file", "Export the model to ONNX with torch.onnx.export."),
    LIGHTGBM("a LightGBM model", "Export the model to ONNX, for example with onnxmltools.convert_lightgbm."),
    XGBOOST("an XGBoost model", "Export the model to ONNX, for example with onnxmltools.convert_xgboost."),
    CATBOOST("a CatBoost model", "Export the model to ONNX with save_model(path, format=\"onnx\")."),
    KERAS("a Keras model", "Export the model to ONNX with model.export(path, format=\"onnx\"), or with tf2onnx."),
    HDF5(
            "an HDF5 file, such as Keras writes",
            "Export the model to ONNX with model.export(path, format=\"onnx\"), or with tf2onnx."),
    SAVED_MODEL("a TensorFlow SavedModel", "Export the model to ONNX with python -m tf2onnx.convert --saved-model."),
    TFLITE("a TensorFlow Lite model", "Export the model to ONNX with python -m tf2onnx.convert --tflite."),
    ORT("a model in ONNX Runtime's own format", "Upload the ONNX file that it was made from."),
    SAFETENSORS(
            "a safetensors file, which has weights but no graph",
            "Export the model to ONNX, for example with optimum-cli export onnx."),
    GGUF(
            "a GGUF file, which has weights but no graph",
            "Export the model to ONNX, for example with optimum-cli export onnx."),
    PMML("a PMML or other XML file", "Export the model to ONNX with the library that trained it."),
    NUMPY("a NumPy array", "Export the model to ONNX, for example with skl2onnx."),
    HTML("an HTML page", "Download the file itself, not the page that shows it."),
    LFS_POINTER("a Git LFS pointer", "Fetch the file itself with git lfs pull."),
    JSON("a JSON file", "Upload the ONNX file, or a zip file of a package.");

    private static final int HEAD = 4096;

    private final String what;
    private final String advice;

    FileKind(String what, String advice) {
        this.what = what;
        this.advice = advice;
    }

    /** For whoever sent it. */
    String told() {
        return "This is " + what + ". " + advice;
    }

    /** What a file is that is no zip file; empty where it may be an ONNX file, or anything else. */
    static Optional<FileKind> of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in.readNBytes(HEAD));
        }
    }

    /** What a zip file is that is neither a package nor has a graph in it, by its names. */
    static Optional<FileKind> ofZip(List<String> names) {
        if (has(names, "data.pkl")) {
            return Optional.of(has(names, "constants.pkl") ? TORCHSCRIPT : PYTORCH);
        }
        if (has(names, "saved_model.pb")) {
            return Optional.of(SAVED_MODEL);
        }
        if (has(names, "model.weights.h5")) {
            return Optional.of(KERAS);
        }
        if (names.stream().anyMatch(name -> name.endsWith(".npy"))) {
            return Optional.of(NUMPY);
        }
        return names.stream().anyMatch(name -> name.endsWith(".pkl") || name.endsWith(".joblib"))
                ? Optional.of(PICKLE)
                : Optional.empty();
    }

    private static boolean has(List<String> names, String file) {
        return names.stream().anyMatch(name -> name.equals(file) || name.endsWith("/" + file));
    }

    static Optional<FileKind> of(byte[] head) {
        Optional<FileKind> binary = ofBytes(head);
        return binary.isPresent() ? binary : ofText(new String(head, StandardCharsets.ISO_8859_1));
    }

    private static Optional<FileKind> ofBytes(byte[] head) {
        // PROTO with the protocol's number, which begins pickles since Python 2.3; torch.save wrote such ones before
        // 1.6.
        if (begins(head, 0, 0x80) && head.length > 2 && head[1] >= 2 && head[1] <= 5) {
            return Optional.of(begins(head, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c) ? PYTORCH : PICKLE);
        }
        // gzip, bzip2, xz, lz4 and zlib.
        if (begins(head, 0, 0x1f, 0x8b)
                || begins(head, 0, 'B', 'Z', 'h')
                || begins(head, 0, 0xfd, '7', 'z', 'X', 'Z')
                || begins(head, 0, 0x04, 0x22, 0x4d, 0x18)
                || begins(head, 0, 0x78, 0x01)
                || begins(head, 0, 0x78, 0x5e)
                || begins(head, 0, 0x78, 0x9c)
                || begins(head, 0, 0x78, 0xda)) {
            return Optional.of(JOBLIB);
        }
        if (begins(head, 0, 0x89, 'H', 'D', 'F')) {
            return Optional.of(HDF5);
        }
        if (begins(head, 4, 'T', 'F', 'L', '3')) {
            return Optional.of(TFLITE);
        }
        if (begins(head, 4, 'O', 'R', 'T', 'M')) {
            return Optional.of(ORT);
        }
        if (begins(head, 0, 'G', 'G', 'U', 'F')) {
            return Optional.of(GGUF);
        }
        if (begins(head, 0, 0x93, 'N', 'U', 'M', 'P', 'Y')) {
            return Optional.of(NUMPY);
        }
        if (begins(head, 0, 'C', 'B', 'M', '1')) {
            return Optional.of(CATBOOST);
        }
        if (begins(head, 8, '{', '"') && begins(head, 5, 0, 0, 0)) {
            return Optional.of(SAFETENSORS);
        }
        // SavedModel: its schema's version 1, then the first graph with its meta data.
        if (begins(head, 0, 0x08, 0x01, 0x12) && text(head).contains("serve")) {
            return Optional.of(SAVED_MODEL);
        }
        return Optional.empty();
    }

    private static Optional<FileKind> ofText(String head) {
        String text = head.stripLeading();
        if (text.startsWith("tree\nversion=") || text.startsWith("tree\r\nversion=")) {
            return Optional.of(LIGHTGBM);
        }
        if (text.startsWith("binf") || text.startsWith("bs64")) {
            return Optional.of(XGBOOST);
        }
        if (text.startsWith("{")) {
            boolean xgboost = text.contains("learner") || text.startsWith("{L");
            return Optional.of(xgboost ? XGBOOST : text.contains("oblivious_trees") ? CATBOOST : JSON);
        }
        if (text.startsWith("ccopy_reg\n") || text.startsWith("c__builtin__\n") || text.startsWith("csklearn")) {
            return Optional.of(PICKLE);
        }
        if (text.startsWith("version https://git-lfs")) {
            return Optional.of(LFS_POINTER);
        }
        String lower = text.substring(0, Math.min(text.length(), 100)).toLowerCase(Locale.ROOT);
        if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
            return Optional.of(HTML);
        }
        return lower.startsWith("<?xml") || lower.startsWith("<pmml") ? Optional.of(PMML) : Optional.empty();
    }

    private static String text(byte[] head) {
        return new String(head, StandardCharsets.ISO_8859_1);
    }

    private static boolean begins(byte[] head, int at, int... bytes) {
        if (head.length < at + bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((head[at + i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
