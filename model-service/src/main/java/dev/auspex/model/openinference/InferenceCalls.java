package dev.auspex.model.openinference;

import java.nio.ByteBuffer;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.chassis.problem.ProblemException;
import dev.auspex.contracts.http.Headers;
import dev.auspex.contracts.problem.ProblemType;
import dev.auspex.graph.engine.Values;
import dev.auspex.model.inference.Inference;
import dev.auspex.model.inference.Priority;
import dev.auspex.model.registry.ServedVersion;

/** From the body of a request to the body of its answer. */
@ApplicationScoped
class InferenceCalls {

    /** JSON above this is read and written by a worker thread: an event loop would stand still for too long. */
    private static final int LARGE_JSON = 128 * 1024;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    private final Inference inference;
    private final InferenceCallReader reader;
    private final InferenceAnswerWriter writer;

    InferenceCalls(Inference inference, InferenceCallReader reader, InferenceAnswerWriter writer) {
        this.inference = inference;
        this.reader = reader;
        this.writer = writer;
    }

    /**
     * @param body       the whole body, on the heap; must not change until the answer is there
     * @param jsonLength header {@link OpenInferenceHeaders#JSON_LENGTH}, or null
     * @param deadline   header {@link Headers#REQUEST_DEADLINE}, or null
     * @param priority   header {@link Headers#REQUEST_PRIORITY}, or null
     * @param room       for tensors and the answer
     */
    Uni<InferenceAnswer> infer(
            ServedVersion version, ByteBuffer body, String jsonLength, String deadline, String priority, Room room) {
        int length;
        Priority asked;
        try {
            length = jsonLength(jsonLength, body.remaining());
            asked = Priority.fromHeader(priority);
        } catch (ProblemException e) {
            inference.refused(version);
            return Uni.createFrom().failure(e);
        }
        if (length <= LARGE_JSON) {
            return infer(version, read(version, body, length, room), deadline, asked, room);
        }
        return elsewhere(() -> read(version, body, length, room))
                .chain(call -> infer(version, call, deadline, asked, room));
    }

    private InferenceCall read(ServedVersion version, ByteBuffer body, int jsonLength, Room room) {
        try {
            return reader.read(
                    body, jsonLength, version.inputs(), version.graph().outputs(), room);
        } catch (ProblemException e) {
            inference.refused(version);
            throw e;
        }
    }

    private Uni<InferenceAnswer> infer(
            ServedVersion version, InferenceCall call, String deadline, Priority asked, Room room) {
        Priority priority = call.priority() == null ? asked : call.priority();
        return inference
                .tensors(version, call.tensors(), inference.deadline(deadline, call.timeoutMicros()), priority)
                .chain(outputs -> answer(version, call, outputs, room));
    }

    private Uni<InferenceAnswer> answer(ServedVersion version, InferenceCall call, Values[] outputs, Room room) {
        try {
            room.take(AnswerSize.bytes(call, outputs));
        } catch (ProblemException e) {
            return Uni.createFrom().failure(e);
        }
        int inJson = 0;
        for (int i = 0; i < outputs.length; i++) {
            if (!call.outputs().get(i).binary() || call.outputs().get(i).classes() > 0) {
                inJson += outputs[i].texts() == null ? outputs[i].bytes().remaining() : 16 * outputs[i].texts().length;
            }
        }
        if (inJson <= LARGE_JSON) {
            return Uni.createFrom().item(writer.write(version.model(), version.version(), call, outputs));
        }
        return elsewhere(() -> writer.write(version.model(), version.version(), call, outputs));
    }

    private static <T> Uni<T> elsewhere(Supplier<T> work) {
        Context context = Vertx.currentContext();
        Uni<T> done = Uni.createFrom().item(work).runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
        return context == null ? done : done.emitOn(command -> context.runOnContext(ignored -> command.run()));
    }

    private static int jsonLength(String header, int bodyLength) {
        if (header == null) {
            return bodyLength;
        }
        // Java would read a sign too, and digits of other scripts, which a proxy in front may read otherwise.
        if (DIGITS.matcher(header).matches()) {
            int length = Integer.parseInt(header);
            if (length > 0 && length <= bodyLength) {
                return length;
            }
        }
        throw badLength(header, bodyLength);
    }

    private static ProblemException badLength(String header, int bodyLength) {
        return new ProblemException(
                ProblemType.INVALID_INPUT,
                "The header " + OpenInferenceHeaders.JSON_LENGTH
                        + " must be the length of the JSON in bytes, from 1 to " + bodyLength
                        + " (the length of the body), not " + shortened(header) + ".");
    }

    private static String shortened(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
