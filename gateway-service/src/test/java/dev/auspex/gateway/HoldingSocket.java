package dev.auspex.gateway;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLSocket;

/**
 * Sends what a client has to say after its first word as one: over TLS the end of the handshake and the first request, which then arrive
 * together.
 */
final class HoldingSocket extends Socket {

    private Held held;

    private HoldingSocket(int port) throws IOException {
        super(InetAddress.getLoopbackAddress(), port);
    }

    /** Gives the answer to a first request over TLS and HTTP/1.1. */
    static String answer(int port, String request) throws IOException {
        try (HoldingSocket plain = new HoldingSocket(port);
                SSLSocket secure =
                        (SSLSocket) Tls.trusting().getSocketFactory().createSocket(plain, "localhost", port, true)) {
            secure.setSoTimeout(30_000);
            secure.startHandshake();
            secure.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            plain.held.release();
            return new String(secure.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @Override
    public synchronized OutputStream getOutputStream() throws IOException {
        if (held == null) {
            held = new Held(super.getOutputStream());
        }
        return held;
    }

    private static final class Held extends FilterOutputStream {

        private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();
        private boolean first = true;
        private boolean released;

        Held(OutputStream out) {
            super(out);
        }

        @Override
        public synchronized void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
            if (first || released) {
                first = false;
                out.write(bytes, offset, length);
            } else {
                waiting.write(bytes, offset, length);
            }
        }

        synchronized void release() throws IOException {
            released = true;
            out.write(waiting.toByteArray());
            out.flush();
        }
    }
}
