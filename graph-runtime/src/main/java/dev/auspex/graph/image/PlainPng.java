package dev.auspex.graph.image;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes a PNG file of 8 by 8 equal grey pixels. */
final class PlainPng {

    private static final int SIZE = 8;

    private PlainPng() {}

    /** Returns the file with one byte in each character. */
    static String of(int grey) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(SIZE).putInt(SIZE).put((byte) 8);
        byte[] lines = new byte[SIZE * (SIZE + 1)];
        for (int i = 0; i < lines.length; i++) {
            lines[i] = (byte) (i % (SIZE + 1) == 0 ? 0 : grey);
        }
        byte[] packed = new byte[lines.length + 64];
        Deflater deflater = new Deflater();
        deflater.setInput(lines);
        deflater.finish();
        int length = deflater.deflate(packed);
        deflater.end();
        ByteBuffer file = ByteBuffer.allocate(256).putLong(0x89504E470D0A1A0AL);
        chunk(file, "IHDR", header.array(), header.capacity());
        chunk(file, "IDAT", packed, length);
        chunk(file, "IEND", packed, 0);
        return new String(file.array(), 0, file.position(), StandardCharsets.ISO_8859_1);
    }

    private static void chunk(ByteBuffer file, String type, byte[] content, int length) {
        file.putInt(length);
        int from = file.position();
        file.put(type.getBytes(StandardCharsets.US_ASCII)).put(content, 0, length);
        CRC32 crc = new CRC32();
        crc.update(file.array(), from, file.position() - from);
        file.putInt((int) crc.getValue());
    }
}
