package dev.auspex.auth.membership;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;

import dev.auspex.chassis.problem.ProblemException;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class LogoTest {

    @Test
    void takesASmallPng() throws IOException {
        byte[] png = picture("png", 64, 32);
        assertArrayEquals(png, Logo.decode(Base64.getEncoder().encodeToString(png)));
    }

    @Test
    void refusesOtherThings() throws IOException {
        refuses("not base64!", "format");
        refuses(base64("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".getBytes()), "format");
        refuses(base64(picture("gif", 8, 8)), "format");
        refuses(base64(picture("png", 1025, 1)), "size");
        refuses(base64(new byte[65_537]), "size");
        refuses(base64(new byte[0]), "format");
    }

    private static void refuses(String logo, String code) {
        ProblemException refusal = assertThrows(ProblemException.class, () -> Logo.decode(logo));
        assertEquals("/logo", refusal.violations().getFirst().pointer());
        assertEquals(code, refusal.violations().getFirst().code());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static byte[] picture(String format, int width, int height) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB), format, out);
        return out.toByteArray();
    }
}
