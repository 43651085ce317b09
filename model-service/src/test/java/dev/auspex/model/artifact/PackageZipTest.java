package dev.auspex.model.artifact;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PackageZipTest {

    @TempDir
    Path work;

    private Path target;

    @BeforeEach
    void makeTarget() throws IOException {
        target = Files.createDirectory(work.resolve("target"));
    }

    @Test
    void packsEqualFoldersToEqualBytes() throws IOException {
        // Given
        Path one = Files.createDirectories(work.resolve("one/sub"));
        Path two = Files.createDirectories(work.resolve("two/sub"));
        Files.writeString(two.resolveSibling("model.json"), "{}");
        for (Path folder : new Path[] {one, two}) {
            Files.writeString(folder.resolve("b"), "b");
            Files.writeString(folder.resolveSibling("model.json"), "{}");
        }

        // When
        PackageZip.pack(one.getParent(), work.resolve("1.zip"));
        PackageZip.pack(two.getParent(), work.resolve("2.zip"));

        // Then
        assertThat(Sha256.of(work.resolve("1.zip"))).isEqualTo(Sha256.of(work.resolve("2.zip")));
    }

    @Test
    void unpacksWhatItPackedAlsoFromAFolderInside() throws IOException, ArtifactException {
        // Given
        Path zip = zip("churn/2/model.json", "{}", "churn/2/extra/a.txt", "a", "README", "not of the package");

        // When
        PackageZip.unpack(zip, target, 1000);

        // Then
        assertThat(target.resolve("model.json")).hasContent("{}");
        assertThat(target.resolve("extra/a.txt")).hasContent("a");
        assertThat(target.resolve("README")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"../evil", "/etc/passwd", "a/../../evil", "..\\evil", "C:/evil", "a/./b", "nul\u0000l", "a/.."})
    void refusesNamesThatLeadOut(String name) throws IOException {
        // Given
        Path zip = zip("model.json", "{}", name, "evil");

        // When
        assertThatThrownBy(() -> PackageZip.unpack(zip, target, 1000))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.lasting()).isTrue())
                .hasMessageContaining("name");

        // Then
        assertThat(work.resolve("evil")).doesNotExist();
    }

    @Test
    void refusesTooMuchWhateverTheSizesSay() throws IOException {
        // Given
        Path large = zip("model.json", "{}", "data", "x".repeat(2000));
        Path bomb = zip("model.json", "{}", "zeros", "\0".repeat(40 << 20));

        // When, Then
        assertThatThrownBy(() -> PackageZip.unpack(large, target, 1000)).hasMessageContaining("more than 1000 bytes");
        assertThatThrownBy(() -> PackageZip.unpack(bomb, Files.createDirectory(work.resolve("t2")), 1L << 30))
                .hasMessageContaining("times its size");
    }

    @Test
    void refusesWhatIsNoPackage() throws IOException {
        // Given
        Path zip = zip("something.txt", "a");
        byte[] whole = Files.readAllBytes(zip);
        Path half = Files.write(work.resolve("half.zip"), java.util.Arrays.copyOf(whole, whole.length / 2));

        // When, Then
        assertThatThrownBy(() -> PackageZip.unpack(zip, target, 1000))
                .hasMessageContaining("does not contain model.json");
        assertThatThrownBy(() -> PackageZip.unpack(half, target, 1000))
                .isInstanceOf(ArtifactException.class)
                .hasMessageContaining("damaged or incomplete");
        assertThat(PackageZip.isZip(zip)).isTrue();
    }

    private Path zip(String... namesAndTexts) throws IOException {
        Path zip = Files.createTempFile(work, "package", ".zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream out = new ZipOutputStream(file)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                out.putNextEntry(new ZipEntry(namesAndTexts[i]));
                out.write(namesAndTexts[i + 1].getBytes());
                out.closeEntry();
            }
        }
        return zip;
    }
}
