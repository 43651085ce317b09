package dev.auspex.model.openinference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.ElementType;
import dev.auspex.graph.engine.TensorCall;
import dev.auspex.graph.engine.TensorSpec;
import dev.auspex.graph.engine.Values;
import dev.auspex.model.inference.Priority;

/** One request being read. Members of an object may come in any order, each once; unknown ones are passed over. */
final class CallParser {

    private static final int LONGEST_ID = 256;
    private static final int MOST_DIMENSIONS = 16;
    private static final int MOST_CLASSES = 10_000;

    private final ParserFactory parsers;
    private final ByteBuffer json;
    private final ByteBuffer binary;
    private final List<TensorSpec> specs;
    private final List<TensorSpec> outputSpecs;
    private final Values[] values;
    private final Room room;
    private final Map<String, Long> sizes = new HashMap<>();

    private String id;
    private int given;
    private InputDraft current;
    private List<OutputDraft> asked = List.of();
    private boolean binaryByDefault;
    private Priority priority;
    private long timeoutMicros;

    CallParser(
            ParserFactory parsers,
            ByteBuffer body,
            int jsonLength,
            List<TensorSpec> specs,
            List<TensorSpec> outputSpecs,
            Room room) {
        this.parsers = parsers;
        this.room = room;
        this.json = body.slice(body.position(), jsonLength);
        this.binary = body.slice(body.position() + jsonLength, body.remaining() - jsonLength);
        this.specs = specs;
        this.outputSpecs = outputSpecs;
        this.values = new Values[specs.size()];
    }

    /** What is being read, for an error in the JSON itself. */
    String where() {
        return current == null ? "the body" : current.called();
    }

    InferenceCall read(JsonParser parser) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new ProblemException(ProblemType.MALFORMED_BODY, "The body is not a JSON object.");
        }
        Members members = new Members(() -> "the request");
        boolean inputs = false;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "id" -> {
                    members.once(Members.ID, member);
                    id = id(parser, value);
                }
                case "parameters" -> {
                    members.once(Members.PARAMETERS, member);
                    parameters(parser, value);
                }
                case "inputs" -> {
                    members.once(Members.INPUTS, member);
                    inputs = true;
                    inputs(parser, value);
                }
                case "outputs" -> {
                    members.once(Members.OUTPUTS, member);
                    outputs(parser, value);
                }
                default -> parser.skipChildren();
            }
        }
        if (parser.nextToken() != null) {
            throw new ProblemException(
                    ProblemType.MALFORMED_BODY, "The body is not valid JSON, because something follows the object.");
        }
        if (!inputs) {
            throw invalid("`inputs` must be an array of tensors.");
        }
        complete();
        List<AskedOutput> outputs = outputs();
        return new InferenceCall(
                rows(),
                id,
                new TensorCall(
                        values, outputs.stream().mapToInt(AskedOutput::index).toArray()),
                outputs,
                priority,
                timeoutMicros);
    }

    /** The most of any input: a vector of a fixed size is one row, as a graph without a dimension for rows takes it. */
    private int rows() {
        int most = 1;
        for (int i = 0; i < values.length; i++) {
            List<Long> shape = specs.get(i).shape();
            if (!shape.isEmpty() && (shape.size() > 1 || shape.getFirst() < 0)) {
                most = Math.max(most, values[i].rows());
            }
        }
        return most;
    }

    private static String id(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return null;
        }
        if (value != JsonToken.VALUE_STRING || parser.getTextLength() > LONGEST_ID) {
            throw invalid("`id` must be a string of at most " + LONGEST_ID + " characters.");
        }
        return parser.getText();
    }

    // Parameters of the request

    private void parameters(JsonParser parser, JsonToken value) throws IOException {
        if (absent(value, "`parameters` must be an object.", JsonToken.START_OBJECT)) {
            return;
        }
        Members members = new Members(() -> "`parameters`");
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (member) {
                case "binary_data_output" -> {
                    members.once(1, member);
                    binaryByDefault = bool(token, "`binary_data_output`");
                }
                case "priority" -> {
                    members.once(2, member);
                    priority = priority(parser, token);
                }
                case "timeout" -> {
                    members.once(4, member);
                    timeoutMicros = whole(parser, token, 0, Long.MAX_VALUE, "`timeout` (in microseconds)");
                }
                case "sequence_id" -> {
                    members.once(8, member);
                    boolean none = token == JsonToken.VALUE_NUMBER_INT
                            && parser.getText().equals("0");
                    if (!none && !(token == JsonToken.VALUE_STRING && parser.getTextLength() == 0)) {
                        throw invalid(
                                "`sequence_id` is not supported, because models here keep no state between requests.");
                    }
                }
                default -> parser.skipChildren();
            }
        }
    }

    /** By name, or as Triton counts: 0 is the default, 1 the highest, and all below are one here. */
    private static Priority priority(JsonParser parser, JsonToken token) throws IOException {
        String what = "`priority` must be \"interactive\", \"batch\" or a whole number of at least 0.";
        if (token == JsonToken.VALUE_STRING) {
            return Priority.named(parser.getText()).orElseThrow(() -> invalid(what));
        }
        if (token != JsonToken.VALUE_NUMBER_INT || parser.getText().startsWith("-")) {
            throw invalid(what);
        }
        String number = parser.getText();
        return number.equals("0") || number.equals("1") ? Priority.INTERACTIVE : Priority.BATCH;
    }

    // Inputs

    private void inputs(JsonParser parser, JsonToken value) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            throw invalid("`inputs` must be an array of tensors.");
        }
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token != JsonToken.START_OBJECT) {
                throw invalid("Each input must be an object, and its `name` must be a string.");
            }
            current = new InputDraft();
            input(parser);
            current = null;
        }
    }

    private void input(JsonParser parser) throws IOException {
        InputDraft draft = current;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "name" -> {
                    draft.members.once(Members.NAME, member);
                    if (value != JsonToken.VALUE_STRING) {
                        throw invalid("The `name` of an input must be a string.");
                    }
                    draft.name = parser.getText();
                }
                case "datatype" -> {
                    draft.members.once(Members.DATATYPE, member);
                    if (value != JsonToken.VALUE_STRING) {
                        throw invalid("`datatype` of " + draft.called() + " must be a string.");
                    }
                    draft.datatype = parser.getText();
                }
                case "shape" -> {
                    draft.members.once(Members.SHAPE, member);
                    draft.shape = shape(parser, value, draft);
                }
                case "parameters" -> {
                    draft.members.once(Members.PARAMETERS, member);
                    inputParameters(parser, value, draft);
                }
                case "data" -> {
                    draft.members.once(Members.DATA, member);
                    data(parser, value, draft);
                }
                default -> parser.skipChildren();
            }
        }
        finish(draft);
    }

    private static long[] shape(JsonParser parser, JsonToken value, InputDraft draft) throws IOException {
        if (value != JsonToken.START_ARRAY) {
            throw invalid("`shape` of " + draft.called() + " must be an array of whole numbers.");
        }
        long[] shape = new long[MOST_DIMENSIONS];
        int rank = 0;
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (rank == MOST_DIMENSIONS) {
                throw invalid("`shape` of " + draft.called() + " has more than " + MOST_DIMENSIONS + " dimensions.");
            }
            shape[rank++] = whole(parser, token, 1, Integer.MAX_VALUE, "Each size in `shape` of " + draft.called());
        }
        return Arrays.copyOf(shape, rank);
    }

    private static void inputParameters(JsonParser parser, JsonToken value, InputDraft draft) throws IOException {
        if (absent(value, "`parameters` of " + draft.called() + " must be an object.", JsonToken.START_OBJECT)) {
            return;
        }
        Members members = new Members(() -> "`parameters` of " + draft.called());
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (member) {
                case "binary_data_size" -> {
                    members.once(1, member);
                    draft.binarySize =
                            (int) whole(parser, token, 0, Integer.MAX_VALUE, "`binary_data_size` of " + draft.called());
                }
                case "shared_memory_region", "shared_memory_byte_size", "shared_memory_offset" ->
                    throw invalid("Shared memory is not supported for " + draft.called() + ".");
                default -> parser.skipChildren();
            }
        }
    }

    private void data(JsonParser parser, JsonToken value, InputDraft draft) throws IOException {
        if (value == JsonToken.VALUE_NULL) {
            return;
        }
        if (draft.name != null && draft.datatype != null && draft.shape != null) {
            draft.resolve();
            draft.read = new DataReader(draft.called(), draft.type, draft.shape, json.remaining(), room).read(parser);
        } else {
            // What the values have to be is told behind them: they are read once it is known.
            draft.dataAt = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
            parser.skipChildren();
            draft.dataLength = Math.toIntExact(parser.currentLocation().getByteOffset()) - draft.dataAt;
        }
    }

    private void finish(InputDraft draft) throws IOException {
        draft.resolve();
        if (draft.dataAt >= 0) {
            draft.read = again(draft);
        }
        if (draft.binarySize >= 0) {
            if (draft.read != null) {
                throw invalid("Both `data` and `binary_data_size` are given for " + draft.called()
                        + ". Send only one of them.");
            }
            if (draft.binarySize > binary.remaining()) {
                throw invalid("`binary_data_size` of " + draft.called() + " is " + draft.binarySize + ", but only "
                        + binary.remaining() + " bytes of binary data are left"
                        + (binary.capacity() == 0
                                ? ", because the header " + OpenInferenceHeaders.JSON_LENGTH + " announces none."
                                : "."));
            }
            ByteBuffer slice = binary.slice(binary.position(), draft.binarySize);
            binary.position(binary.position() + draft.binarySize);
            draft.read = new BinaryReader(
                            draft.called(),
                            draft.type,
                            draft.shape,
                            specs.get(draft.index).raw(),
                            room)
                    .read(slice);
        }
        if (draft.read == null) {
            throw invalid("The data of " + draft.called()
                    + " is missing. Send `data`, a JSON array, or `binary_data_size` in its `parameters`.");
        }
        values[draft.index] = draft.read;
    }

    private Values again(InputDraft draft) throws IOException {
        if (draft.dataAt + draft.dataLength > json.capacity()) {
            throw invalid("`name`, `shape` and `datatype` of " + draft.called() + " must come before its `data`.");
        }
        try (JsonParser parser = parsers.over(json.slice(draft.dataAt, draft.dataLength))) {
            parser.nextToken();
            return new DataReader(draft.called(), draft.type, draft.shape, draft.dataLength, room).read(parser);
        }
    }

    private void complete() {
        if (given < specs.size()) {
            List<String> missing = new ArrayList<>();
            for (int i = 0; i < values.length; i++) {
                if (values[i] == null) {
                    missing.add(specs.get(i).name());
                }
            }
            throw invalid("These inputs are missing: " + String.join(", ", missing) + ".");
        }
        if (binary.hasRemaining()) {
            throw invalid("The body has " + binary.remaining() + " more bytes of binary data than the inputs need.");
        }
    }

    // Outputs

    private void outputs(JsonParser parser, JsonToken value) throws IOException {
        if (absent(value, "`outputs` must be an array.", JsonToken.START_ARRAY)) {
            return;
        }
        asked = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        JsonToken token;
        while ((token = parser.nextToken()) != JsonToken.END_ARRAY) {
            if (token != JsonToken.START_OBJECT) {
                throw invalid("Each output must be an object, and its `name` must be a string.");
            }
            OutputDraft draft = output(parser);
            if (!seen.add(draft.name)) {
                throw invalid("Output `" + draft.name + "` appears twice.");
            }
            asked.add(draft);
        }
    }

    private static OutputDraft output(JsonParser parser) throws IOException {
        OutputDraft draft = new OutputDraft();
        Members members = new Members(draft::called);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "name" -> {
                    members.once(Members.NAME, member);
                    draft.name = value == JsonToken.VALUE_STRING ? parser.getText() : null;
                }
                case "parameters" -> {
                    members.once(Members.PARAMETERS, member);
                    outputParameters(parser, value, draft);
                }
                default -> parser.skipChildren();
            }
        }
        if (draft.name == null) {
            throw invalid("The `name` of an output must be a string.");
        }
        return draft;
    }

    private static void outputParameters(JsonParser parser, JsonToken value, OutputDraft draft) throws IOException {
        if (absent(value, "`parameters` of " + draft.called() + " must be an object.", JsonToken.START_OBJECT)) {
            return;
        }
        Members members = new Members(() -> "`parameters` of " + draft.called());
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken token = parser.nextToken();
            switch (member) {
                case "binary_data" -> {
                    members.once(1, member);
                    draft.binary = bool(token, "`binary_data` of " + draft.called());
                }
                case "classification" -> {
                    members.once(2, member);
                    draft.classes =
                            (int) whole(parser, token, 0, MOST_CLASSES, "`classification` of " + draft.called());
                }
                case "shared_memory_region", "shared_memory_byte_size", "shared_memory_offset" ->
                    throw invalid("Shared memory is not supported for " + draft.called() + ".");
                default -> parser.skipChildren();
            }
        }
    }

    private List<AskedOutput> outputs() {
        List<AskedOutput> outputs = new ArrayList<>(Math.max(asked.size(), outputSpecs.size()));
        if (asked.isEmpty()) {
            for (int i = 0; i < outputSpecs.size(); i++) {
                if (outputSpecs.get(i).type().supported()) {
                    outputs.add(new AskedOutput(outputSpecs.get(i).name(), i, binaryByDefault, 0));
                }
            }
            return outputs;
        }
        for (OutputDraft draft : asked) {
            int index = index(outputSpecs, draft.name, 0);
            if (index < 0) {
                throw invalid("The model has no output `" + draft.name + "`.");
            }
            ElementType type = outputSpecs.get(index).type();
            if (!type.supported()) {
                throw invalid("Output `" + draft.name + "` is of the type " + type + ", which is not supported.");
            }
            if (draft.classes > 0 && type == ElementType.BYTES) {
                throw invalid(
                        "Output `" + draft.name + "` is of the type " + type + ", but `classification` needs numbers.");
            }
            boolean binaryOutput = draft.binary == null ? binaryByDefault : draft.binary;
            outputs.add(new AskedOutput(draft.name, index, binaryOutput, draft.classes));
        }
        return outputs;
    }

    // Pieces

    /** Callers mostly keep the graph's order, so the search begins where the last one ended. */
    private static int index(List<TensorSpec> specs, String name, int from) {
        for (int i = 0; i < specs.size(); i++) {
            int at = (from + i) % specs.size();
            if (specs.get(at).name().equals(name)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean absent(JsonToken value, String otherwise, JsonToken wanted) {
        if (value == JsonToken.VALUE_NULL) {
            return true;
        }
        if (value != wanted) {
            throw invalid(otherwise);
        }
        return false;
    }

    private static boolean bool(JsonToken token, String what) {
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw invalid(what + " must be true or false.");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    private static long whole(JsonParser parser, JsonToken token, long least, long most, String what)
            throws IOException {
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER) {
            long value = parser.getLongValue();
            if (value >= least && value <= most) {
                return value;
            }
        }
        throw invalid(what + " must be a whole number "
                + (most == Long.MAX_VALUE ? "of at least " + least : "from " + least + " to " + most) + ".");
    }

    private static ProblemException invalid(String what) {
        return new ProblemException(ProblemType.INVALID_INPUT, what);
    }

    /** An input as far as it was read. */
    private final class InputDraft {

        private final Members members = new Members(this::called);
        private String name;
        private String datatype;
        private long[] shape;
        private int binarySize = -1;
        private int dataAt = -1;
        private int dataLength;
        private int index = -1;
        private ElementType type;
        private Values read;

        String called() {
            return name == null ? "an input" : "input `" + name + "`";
        }

        /** Holds name, type and shape against the graph. */
        void resolve() {
            if (index >= 0) {
                return;
            }
            if (name == null) {
                throw invalid("The `name` of an input must be a string.");
            }
            int found = CallParser.index(specs, name, given);
            if (found < 0) {
                throw invalid("The model has no input `" + name + "`.");
            }
            if (values[found] != null) {
                throw invalid("Input `" + name + "` appears twice.");
            }
            TensorSpec spec = specs.get(found);
            type = type(spec);
            if (shape == null) {
                throw invalid("`shape` of input `" + name + "` must be an array of whole numbers.");
            }
            fit(spec);
            index = found;
            given++;
        }

        private ElementType type(TensorSpec spec) {
            if (datatype == null) {
                throw invalid("`datatype` of input `" + name + "` must be a string.");
            }
            if (!datatype.equals(spec.type().name()) || !spec.type().supported()) {
                ElementType named = ElementType.named(datatype)
                        .orElseThrow(() -> invalid("Input `" + name + "` has the unknown datatype " + datatype + "."));
                if (!spec.type().supported()) {
                    throw invalid("Input `" + name + "` is of the type " + spec.type() + ", which is not supported.");
                }
                throw invalid(
                        "Input `" + name + "` has the datatype " + named + "; the model expects " + spec.type() + ".");
            }
            return spec.type();
        }

        /** A graph that declares no dimensions takes a single value, or does not say what it takes: the engine decides. */
        private void fit(TensorSpec spec) {
            List<Long> declared = spec.shape();
            boolean fits = declared.isEmpty() || declared.size() == shape.length;
            for (int i = 0; fits && i < declared.size(); i++) {
                fits = declared.get(i) < 0 || declared.get(i) == shape[i];
            }
            if (!fits) {
                throw invalid("Input `" + name + "` has the shape " + Arrays.toString(shape) + "; the model expects "
                        + declared + ".");
            }
            for (int i = 0; i < declared.size(); i++) {
                String symbol = spec.symbols().get(i);
                Long before = symbol.isEmpty() ? null : sizes.putIfAbsent(symbol, shape[i]);
                if (before != null && before != shape[i]) {
                    throw invalid("The dimension " + symbol + " of input `" + name + "` is " + shape[i] + ", but it is "
                            + before + " in another input.");
                }
            }
        }
    }

    /** An asked output as far as it was read. */
    private static final class OutputDraft {

        private String name;
        private Boolean binary;
        private int classes;

        String called() {
            return name == null ? "an output" : "output `" + name + "`";
        }
    }

    /** Opens a parser over a part of the body. */
    @FunctionalInterface
    interface ParserFactory {
        JsonParser over(ByteBuffer text) throws IOException;
    }
}
