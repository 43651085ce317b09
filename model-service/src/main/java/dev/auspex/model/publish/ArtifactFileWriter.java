package dev.auspex.model.publish;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.file.Files;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.MessageBodyWriter;
import jakarta.ws.rs.ext.Provider;

import dev.auspex.contracts.model.ArtifactFile;
import dev.auspex.model.artifact.FileTree;

/** Streams a copy of a version's artifact to the client, then deletes the copy. */
@Provider
public class ArtifactFileWriter implements MessageBodyWriter<ArtifactFile> {

    @Override
    public boolean isWriteable(Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type == ArtifactFile.class;
    }

    @Override
    public void writeTo(
            ArtifactFile artifact,
            Class<?> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, Object> headers,
            OutputStream out)
            throws IOException {
        try {
            Files.copy(artifact.file(), out);
        } finally {
            FileTree.delete(artifact.folder());
        }
    }
}
