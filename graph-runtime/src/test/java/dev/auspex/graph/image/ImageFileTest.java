package dev.auspex.graph.image;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.auspex.graph.PreparedPackages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The JDK's decoder, which is not there in a native executable, says what is right. */
class ImageFileTest {

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_INT_RGB,
                BufferedImage.TYPE_INT_ARGB,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_USHORT_GRAY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_BINARY
            })
    void readsEachKindOfPngAsTheJdkDoes(int type) throws Exception {
        for (int[] size : new int[][] {{1, 1}, {7, 5}, {33, 64}, {120, 90}}) {
            for (boolean interlaced : new boolean[] {false, true}) {
                // Given
                BufferedImage image = painted(type, size[0], size[1], type == BufferedImage.TYPE_INT_ARGB);
                byte[] file = written("png", image, interlaced, 1);

                // When
                Pixels pixels = ImageFile.decode(file);

                // Then
                assertThat(furthest(pixels, onWhite(ImageIO.read(new ByteArrayInputStream(file)), type)))
                        .as("%s interlaced %s", Arrays.toString(size), interlaced)
                        .isLessThanOrEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"false, 0.3", "false, 0.95", "true, 0.3", "true, 0.95"})
    void readsJpegAsTheJdkDoes(boolean progressive, float quality) throws Exception {
        for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
            for (int[] size : new int[][] {{1, 1}, {7, 5}, {33, 64}, {120, 90}}) {
                // Given
                BufferedImage image = painted(type, size[0], size[1], false);
                byte[] file = written("jpeg", image, progressive, quality);

                // When
                Pixels pixels = ImageFile.decode(file);

                // Then: the JDK smooths colours that are stored at half the size, this decoder does not
                int[] wanted = onWhite(ImageIO.read(new ByteArrayInputStream(file)), type);
                if (type == BufferedImage.TYPE_BYTE_GRAY) {
                    assertThat(furthest(pixels, wanted)).isLessThanOrEqualTo(2);
                } else {
                    assertThat(mean(pixels, wanted)).as(Arrays.toString(size)).isLessThan(size[0] > 30 ? 2.5 : 10);
                }
            }
        }
    }

    @Test
    void refusesABombBeforeItUnpacksIt() throws Exception {
        // Given: 60,000 by 60,000 pixels of nothing
        byte[] bomb = png(60_000, 60_000, new byte[4 << 20]);
        byte[] claim = PreparedPackages.plain("jpeg", 16, 16, Color.RED);
        int frame = indexOf(claim, 0xC0);
        claim[frame + 4] = (byte) 0xFF;
        claim[frame + 6] = (byte) 0xFF;

        // When, Then
        for (byte[] file : new byte[][] {bomb, claim}) {
            assertThatThrownBy(() -> ImageFile.decode(file))
                    .isInstanceOf(ImageException.class)
                    .hasMessageContaining("Scale it down");
        }
    }

    @Test
    void inflatesNoMoreThanTheHeaderNeeds() throws Exception {
        // Given: a small image with 64 MiB of zeros behind it
        byte[] file = png(8, 8, new byte[64 << 20]);

        // When
        Pixels pixels = ImageFile.decode(file);

        // Then
        assertThat(pixels.rgb()).hasSize(8 * 8 * 3).containsOnly(0);
    }

    @Test
    void refusesWhatIsDamagedAndNothingElseHappens() throws Exception {
        // Given
        Random random = new Random(5);
        byte[][] files = {
            written("png", painted(BufferedImage.TYPE_INT_RGB, 40, 30, false), true, 1),
            written("jpeg", painted(BufferedImage.TYPE_INT_RGB, 40, 30, false), false, 0.8f),
            written("jpeg", painted(BufferedImage.TYPE_INT_RGB, 40, 30, false), true, 0.8f)
        };
        int refused = 0;

        // When
        for (int i = 0; i < 6_000; i++) {
            byte[] file = files[i % files.length].clone();
            if (random.nextInt(4) == 0) {
                file = Arrays.copyOf(file, random.nextInt(file.length));
            } else {
                for (int flips = random.nextInt(1, 8); flips > 0; flips--) {
                    file[random.nextInt(2, file.length)] = (byte) random.nextInt(256);
                }
            }
            try {
                Pixels pixels = ImageFile.decode(file);
                assertThat(pixels.rgb()).hasSize(pixels.width() * pixels.height() * 3);
            } catch (ImageException e) {
                refused++;
            }
        }

        // Then: a JPEG with a wrong bit is mostly an image still
        assertThat(refused).isGreaterThan(2_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GIF89a", "%PDF-1.4", "hello"})
    void refusesOtherFiles(String content) {
        assertThatThrownBy(() -> ImageFile.decode(content.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("neither a PNG nor a JPEG file");
    }

    @Test
    void scalesDownByTheMeanOfTheArea() throws Exception {
        // Given
        BufferedImage board = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            board.setRGB(i % 64, i / 64, (i % 64 + i / 64) % 2 == 0 ? 0xFFFFFF : 0);
        }

        // When
        Pixels small = Scaling.to(8, 8, ImageFile.decode(PreparedPackages.bytes("png", board)));

        // Then
        for (byte value : small.rgb()) {
            assertThat(value & 0xFF).isBetween(120, 135);
        }
    }

    @Test
    void scalesALineOfMillionsOfPixelsInLittleMemory() throws Exception {
        // Given
        int most = (int) ImageFile.MOST_PIXELS;
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int[] size : new int[][] {{1, most}, {most, 1}}) {
            Pixels line = new Pixels(size[0], size[1]);
            Arrays.fill(line.rgb(), (byte) 77);

            // When
            long before = threads.getCurrentThreadAllocatedBytes();
            Pixels scaled = Scaling.to(224, 224, line);
            long taken = threads.getCurrentThreadAllocatedBytes() - before;

            // Then: the weights are of the size of the line
            assertThat(scaled.rgb()).hasSize(224 * 224 * 3).containsOnly(77);
            assertThat(taken).isLessThan(64 << 20);
        }
    }

    @Test
    void refusesAFileOfNothingButMarkers() {
        // Given
        byte[] file = new byte[200_000];
        for (int i = 0; i < file.length; i += 2) {
            file[i] = (byte) 0xFF;
        }
        file[1] = (byte) 0xD8;

        // When, Then
        assertThatThrownBy(() -> ImageFile.decode(file)).isInstanceOf(ImageException.class);
    }

    @Test
    void noticesThatDataAreMissingWhereRestartsAreAnnounced() throws Exception {
        // Given: one restart for each block, and no data at all
        byte[] whole = written("jpeg", painted(BufferedImage.TYPE_BYTE_GRAY, 400, 400, false), false, 0.8f);
        int scan = indexOf(whole, 0xDA) - 1;
        int headerEnd = scan + 2 + (whole[scan + 2] << 8 | whole[scan + 3] & 0xFF);
        byte[] file = ByteBuffer.allocate(headerEnd + 6)
                .put(whole, 0, scan)
                .put(new byte[] {(byte) 0xFF, (byte) 0xDD, 0, 4, 0, 1})
                .put(whole, scan, headerEnd - scan)
                .array();

        // When, Then
        assertThatThrownBy(() -> ImageFile.decode(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("the file is cut off");
    }

    private static BufferedImage painted(int type, int width, int height, boolean translucent) {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setPaint(new GradientPaint(0, 0, Color.ORANGE, width, height, Color.BLUE));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(translucent ? new Color(200, 20, 60, 100) : Color.WHITE);
        graphics.fillOval(width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        return image;
    }

    private static byte[] written(String format, BufferedImage image, boolean progressive, float quality)
            throws IOException {
        ImageWriter writer = ImageIO.getImageWriters(ImageTypeSpecifier.createFromRenderedImage(image), format)
                .next();
        ImageWriteParam settings = writer.getDefaultWriteParam();
        settings.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
        if (format.equals("jpeg")) {
            settings.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            settings.setCompressionQuality(quality);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), settings);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** What the JDK read, on white; grey as the file has it, since the JDK's own way to RGB bends it. */
    private static int[] onWhite(BufferedImage image, int type) {
        int[] all = new int[image.getWidth() * image.getHeight() * 3];
        boolean grey = image.getRaster().getNumBands() == 1
                && image.getColorModel().getColorSpace().getNumComponents() == 1
                && type != BufferedImage.TYPE_BYTE_BINARY;
        for (int i = 0; i < all.length / 3; i++) {
            int x = i % image.getWidth();
            int y = i / image.getWidth();
            Color colour = new Color(image.getRGB(x, y), true);
            int[] rgb = {colour.getRed(), colour.getGreen(), colour.getBlue()};
            if (grey) {
                int sample = image.getRaster().getSample(x, y, 0);
                Arrays.fill(rgb, image.getRaster().getSampleModel().getSampleSize(0) == 16 ? sample >> 8 : sample);
            }
            for (int channel = 0; channel < 3; channel++) {
                all[i * 3 + channel] =
                        Math.round((rgb[channel] * colour.getAlpha() + 255 * (255 - colour.getAlpha())) / 255f);
            }
        }
        return all;
    }

    private static int furthest(Pixels pixels, int[] wanted) {
        int furthest = 0;
        assertThat(pixels.rgb()).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            furthest = Math.max(furthest, Math.abs((pixels.rgb()[i] & 0xFF) - wanted[i]));
        }
        return furthest;
    }

    private static double mean(Pixels pixels, int[] wanted) {
        double sum = 0;
        assertThat(pixels.rgb()).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.length; i++) {
            sum += Math.abs((pixels.rgb()[i] & 0xFF) - wanted[i]);
        }
        return sum / wanted.length;
    }

    private static byte[] png(int width, int height, byte[] content) {
        ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) 8);
        Deflater deflater = new Deflater();
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length / 500 + 1024];
        int length = deflater.deflate(packed);
        assertThat(deflater.finished()).isTrue();
        deflater.end();
        ByteBuffer file = ByteBuffer.allocate(packed.length + 256).putLong(0x89504E470D0A1A0AL);
        chunk(file, 0x49484452, header.array(), 13);
        chunk(file, 0x49444154, packed, length);
        chunk(file, 0x49454E44, packed, 0);
        return Arrays.copyOf(file.array(), file.position());
    }

    private static void chunk(ByteBuffer file, int type, byte[] content, int length) {
        file.putInt(length);
        int from = file.position();
        file.putInt(type).put(content, 0, length);
        CRC32 crc = new CRC32();
        crc.update(file.array(), from, file.position() - from);
        file.putInt((int) crc.getValue());
    }

    private static int indexOf(byte[] file, int marker) {
        for (int i = 0; i < file.length; i++) {
            if (file[i] == (byte) 0xFF && file[i + 1] == (byte) marker) {
                return i + 1;
            }
        }
        throw new AssertionError("no marker " + marker);
    }
}
