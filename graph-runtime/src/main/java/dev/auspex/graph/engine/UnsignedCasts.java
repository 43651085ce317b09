package dev.auspex.graph.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;

/**
 * Creates tensors of unsigned numbers of 16, 32 and 64 bits. The engine's Java API can read them but not create them,
 * so a graph with one Cast node creates them from the signed numbers with the same bits. The ONNX operator keeps the
 * bits if only the sign differs.
 */
final class UnsignedCasts {

    private static final int UINT16 = 4;
    private static final int INT16 = 5;
    private static final int INT32 = 6;
    private static final int INT64 = 7;
    private static final int UINT32 = 12;
    private static final int UINT64 = 13;

    private final OrtEnvironment environment;
    private final Map<ElementType, OrtSession> sessions = new EnumMap<>(ElementType.class);

    UnsignedCasts(OrtEnvironment environment) {
        this.environment = environment;
    }

    /**
     * Casts a tensor to an unsigned type.
     *
     * @param signed tensor of the signed type of the same size
     * @return the result that holds the unsigned tensor; the caller closes it after the run
     */
    OrtSession.Result cast(OnnxTensor signed, ElementType to) throws OrtException {
        return session(to).run(Map.of("x", signed));
    }

    private synchronized OrtSession session(ElementType to) throws OrtException {
        OrtSession session = sessions.get(to);
        if (session == null) {
            try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                options.setMemoryPatternOptimization(false);
                session = environment.createSession(graph(to), options);
            }
            sessions.put(to, session);
        }
        return session;
    }

    private static byte[] graph(ElementType to) {
        return switch (to) {
            case UINT16 -> graph(INT16, UINT16);
            case UINT32 -> graph(INT32, UINT32);
            case UINT64 -> graph(INT64, UINT64);
            default -> throw new IllegalArgumentException("no cast to " + to);
        };
    }

    /** Builds a graph according to onnx.proto: IR version 8, operator set 13, tensors of any rank. */
    private static byte[] graph(int from, int to) {
        byte[] attribute =
                new Message().text(1, "to").number(3, to).number(20, 2).done();
        byte[] node = new Message()
                .text(1, "x")
                .text(2, "y")
                .text(4, "Cast")
                .bytes(5, attribute)
                .done();
        byte[] graph = new Message()
                .bytes(1, node)
                .text(2, "cast")
                .bytes(11, value("x", from))
                .bytes(12, value("y", to))
                .done();
        return new Message()
                .number(1, 8)
                .bytes(7, graph)
                .bytes(8, new Message().text(1, "").number(2, 13).done())
                .done();
    }

    private static byte[] value(String name, int type) {
        byte[] tensor = new Message().number(1, type).done();
        return new Message()
                .text(1, name)
                .bytes(2, new Message().bytes(1, tensor).done())
                .done();
    }

    /** A protobuf message. All numbers in it are small. */
    private static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, int value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message bytes(int field, byte[] value) {
            varint((field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] done() {
            return out.toByteArray();
        }

        private void varint(int value) {
            int left = value;
            while ((left & ~0x7F) != 0) {
                out.write((left & 0x7F) | 0x80);
                left >>>= 7;
            }
            out.write(left);
        }
    }
}
