package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import org.jspecify.annotations.Nullable;

/** HTTP/2 as frames, where a client library would not send what a test wants to. */
public final class RawHttp2 implements AutoCloseable {

    public static final int DATA = 0;
    public static final int HEADERS = 1;
    public static final int RST_STREAM = 3;
    public static final int SETTINGS = 4;
    public static final int GOAWAY = 7;
    public static final int WINDOW_UPDATE = 8;
    static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int PRIORITY = 32;
    private static final int PRIORITY_BYTES = 5;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final OutputStream out;
    // One for the connection: its table grows with what was sent.
    private final DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();

    /** One frame; without a payload's padding, which the gateway does not send. */
    public record Frame(int type, int flags, int stream, byte[] payload) {

        public boolean ends() {
            return (flags & END_STREAM) != 0;
        }

        /** Of RST_STREAM at 0, of GOAWAY at 4. */
        public int number(int at) {
            return (payload[at] & 0xff) << 24
                    | (payload[at + 1] & 0xff) << 16
                    | (payload[at + 2] & 0xff) << 8
                    | payload[at + 3] & 0xff;
        }
    }

    public RawHttp2(int port) throws IOException {
        socket = connect(port);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        bytes(PREFACE);
        frame(SETTINGS, 0, 0, new byte[0]);
    }

    /** A connection that is agreed on HTTP/2, and on which nothing was said yet. */
    static SSLSocket connect(int port) throws IOException {
        SSLSocket socket = (SSLSocket) Tls.trusting().getSocketFactory().createSocket("127.0.0.1", port);
        socket.setSoTimeout(30_000);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** Sends a GET or a POST whose body follows. */
    public void request(int stream, String method, String path, String... headers) throws IOException {
        head(stream, "GET".equals(method), pseudo(method, path), headers);
    }

    static String[] pseudo(String method, String path) {
        return new String[] {":method", method, ":scheme", "https", ":authority", "localhost", ":path", path};
    }

    void head(int stream, boolean ends, String[] pseudo, String... headers) throws IOException {
        frame(HEADERS, END_HEADERS | (ends ? END_STREAM : 0), stream, block(pseudo, headers));
    }

    /** Literals without indexing and without Huffman's code (RFC 7541, section 6.2.2). */
    static byte[] block(String[]... lists) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (String[] list : lists) {
            for (int i = 0; i < list.length; i += 2) {
                block.write(0);
                literal(block, list[i]);
                literal(block, list[i + 1]);
            }
        }
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length < 127) {
            block.write(bytes.length);
        } else {
            block.write(127);
            int rest = bytes.length - 127;
            while (rest >= 128) {
                block.write(rest & 127 | 128);
                rest >>= 7;
            }
            block.write(rest);
        }
        block.writeBytes(bytes);
    }

    void data(int stream, byte[] bytes, boolean ends) throws IOException {
        frame(DATA, ends ? END_STREAM : 0, stream, bytes);
    }

    void reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
    }

    void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        byte[] frame = new byte[9 + payload.length];
        frame[0] = (byte) (payload.length >> 16);
        frame[1] = (byte) (payload.length >> 8);
        frame[2] = (byte) payload.length;
        frame[3] = (byte) type;
        frame[4] = (byte) flags;
        frame[5] = (byte) (stream >> 24);
        frame[6] = (byte) (stream >> 16);
        frame[7] = (byte) (stream >> 8);
        frame[8] = (byte) stream;
        System.arraycopy(payload, 0, frame, 9, payload.length);
        bytes(frame);
    }

    void bytes(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next frame that is wanted, or null where the connection ends before it; acknowledges settings on the way. */
    public @Nullable Frame await(Predicate<Frame> wanted) throws IOException {
        Frame frame = next();
        while (frame != null && !wanted.test(frame)) {
            frame = next();
        }
        return frame;
    }

    private @Nullable Frame next() throws IOException {
        try {
            byte[] header = in.readNBytes(9);
            if (header.length < 9) {
                return null;
            }
            int length = (header[0] & 0xff) << 16 | (header[1] & 0xff) << 8 | header[2] & 0xff;
            byte[] payload = in.readNBytes(length);
            Frame frame = new Frame(
                    header[3],
                    header[4] & 0xff,
                    (header[5] & 0x7f) << 24 | (header[6] & 0xff) << 16 | (header[7] & 0xff) << 8 | header[8] & 0xff,
                    payload);
            if (frame.type == SETTINGS && frame.flags == 0) {
                frame(SETTINGS, 1, 0, new byte[0]);
            }
            return frame;
        } catch (SocketException | SSLException ended) {
            // Closed by the gateway with something of this side still unread.
            return null;
        }
    }

    /** The head of an answer; each must be decoded, in their order. */
    public Http2Headers headers(Frame frame) {
        try {
            int from = (frame.flags & PRIORITY) == 0 ? 0 : PRIORITY_BYTES;
            return decoder.decodeHeaders(
                    frame.stream, Unpooled.wrappedBuffer(frame.payload, from, frame.payload.length - from));
        } catch (Http2Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Status of the answer on a stream, or {@code reset N}, or {@code closed}. */
    public String outcome(int stream) throws IOException {
        Frame frame = next();
        while (frame != null) {
            if (frame.type == HEADERS) {
                String status = headers(frame).status().toString();
                if (frame.stream == stream) {
                    return status;
                }
            }
            if (frame.type == RST_STREAM && frame.stream == stream) {
                return "reset " + frame.number(0);
            }
            frame = next();
        }
        return "closed";
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
