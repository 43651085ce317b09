package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

import io.vertx.core.json.JsonObject;

/** A WebSocket as frames (RFC 6455, section 5.2), where a client library would not send what a test wants to. */
final class RawWebSocket implements AutoCloseable {

    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket = Raw.open();
    private final DataInputStream in = new DataInputStream(socket.getInputStream());

    RawWebSocket() throws IOException {
        socket.setSoTimeout(30_000);
    }

    /** Asks for the socket and gives the head of the answer. */
    String open(String ticket, String... headers) throws IOException {
        StringBuilder request = new StringBuilder("GET /ws?ticket=" + ticket + " HTTP/1.1\r\nUpgrade: websocket\r\n"
                + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        if (headers.length == 0) {
            request.append("Host: localhost\r\n");
        }
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        socket.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            head.write(in.readByte());
        }
        return head.toString(StandardCharsets.US_ASCII);
    }

    /**
     * A frame as clients send it.
     *
     * @param first the first byte: bits and kind
     */
    static byte[] frame(int first, byte[] payload) {
        ByteArrayOutputStream frame = head(first, 0x80, payload.length);
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return frame.toByteArray();
    }

    /** A frame as only servers may send it. */
    static byte[] unmasked(int first, byte[] payload) {
        ByteArrayOutputStream frame = head(first, 0, payload.length);
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static ByteArrayOutputStream head(int first, int mask, int length) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (length < 126) {
            frame.write(mask | length);
        } else {
            frame.write(mask | 126);
            frame.write(length >> 8);
            frame.write(length);
        }
        return frame;
    }

    void send(byte[] frames) throws IOException {
        socket.getOutputStream().write(frames);
        socket.getOutputStream().flush();
    }

    /** The next message of a kind. */
    JsonObject next(String type) throws IOException {
        while (true) {
            int kind = in.readUnsignedByte() & 0xf;
            byte[] payload = payload();
            if (kind == TEXT) {
                JsonObject message = new JsonObject(new String(payload, StandardCharsets.UTF_8));
                if (type.equals(message.getString("type"))) {
                    return message;
                }
            }
        }
    }

    /** The code that the socket is closed with, or -1 where it ends without a word. */
    int closeCode() throws IOException {
        try {
            while (true) {
                int kind = in.readUnsignedByte() & 0xf;
                byte[] payload = payload();
                if (kind == CLOSE) {
                    return payload.length < 2 ? 0 : (payload[0] & 0xff) << 8 | payload[1] & 0xff;
                }
            }
        } catch (EOFException | SocketException e) {
            return -1;
        }
    }

    private byte[] payload() throws IOException {
        int length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        }
        return in.readNBytes(length);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
