package dev.auspex.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import io.restassured.RestAssured;

/** HTTP as bytes, where a client library would correct what a test wants to send. */
final class Raw {

    private Raw() {}

    static String get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    static String send(String method, String path, String body, String... headers) {
        StringBuilder request =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("\r\n").append(body);
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Asks for a WebSocket and gives what comes within a second. */
    static String handshake(String path) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        StringBuilder answer = new StringBuilder();
        try (Socket socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            socket.setSoTimeout(1_000);
            byte[] bytes = new byte[8192];
            int read = socket.getInputStream().read(bytes);
            while (read > 0) {
                answer.append(new String(bytes, 0, read, StandardCharsets.ISO_8859_1));
                read = socket.getInputStream().read(bytes);
            }
        } catch (java.net.SocketTimeoutException e) {
            return answer.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return answer.toString();
    }

    static Socket open() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        socket.setSoTimeout(30_000);
        return socket;
    }
}
