package dev.auspex.apidescriptions;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RecordDescriptionsTest {

    private static final String SOURCE = """
            import java.lang.annotation.*;

            @interface Nullable {}
            @interface NotBlank {}
            @interface JsonInclude { String value(); }
            @interface JsonProperty { String value(); }
            @interface Schema { String name(); }
            @interface Operation { String operationId(); }
            @interface QueryParam { String value(); }

            /**
             * Something that is {@code sent}.
             *
             * @param name    what it is
             *                called
             * @param batchSize rows, see {@link java.util.List#size}
             * @param note    a note with a \\\\ and an \\u00fc
             * @param cursor  the next one
             * @param plain   always there
             */
            record Outer(
                    @NotBlank String name,
                    @JsonProperty("batch_size") int batchSize,
                    @Nullable String note,
                    @Nullable @JsonInclude("NON_NULL") String cursor,
                    String plain) {

                /** Inner one. */
                @Schema(name = "Other")
                record Inner(int a) {}
            }

            /** Kinds. */
            enum Kind { ONE }

            interface Api {
                /** @param most items on a page */
                @Operation(operationId = "list")
                void list(@QueryParam("limit") int most);
            }
            """;

    @TempDir
    static Path classes;

    private final Properties texts = new Properties();

    RecordDescriptionsTest() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Outer.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return SOURCE;
                    }
                };
        JavaCompiler.CompilationTask task = compiler.getTask(
                said, null, null, List.of("-d", classes.toString(), "-parameters"), null, List.of(source));
        task.setProcessors(List.of(new RecordDescriptions()));
        assertTrue(task.call(), said.toString());
        try (var in = Files.newInputStream(classes.resolve(RecordDescriptions.FILE))) {
            texts.load(in);
        }
    }

    @Test
    void keepsWhatJavadocSays() {
        assertEquals("Something that is `sent`.", texts.getProperty("schema.Outer"));
        assertEquals("What it is called", texts.getProperty("schema.Outer.name"));
        assertEquals("Rows, see `size`", texts.getProperty("schema.Outer.batch_size"));
        assertEquals("A note with a \\\\ and an ü", texts.getProperty("schema.Outer.note"));
        assertEquals("Inner one.", texts.getProperty("schema.Other"));
        assertEquals("Kinds.", texts.getProperty("schema.Kind"));
        assertEquals("Items on a page", texts.getProperty("operation.list.limit"));
    }

    @Test
    void tellsWhatMayBeMissingAndHow() {
        assertEquals("null", texts.getProperty("nullable.Outer.note"));
        assertEquals("absent", texts.getProperty("nullable.Outer.cursor"));
        assertFalse(texts.containsKey("nullable.Outer.plain"));
        assertEquals("true", texts.getProperty("notblank.Outer.name"));
    }
}
