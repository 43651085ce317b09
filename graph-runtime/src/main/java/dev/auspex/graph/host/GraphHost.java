package dev.auspex.graph.host;

import java.io.IOException;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

/** Where graphs are opened: in this process, or in a worker of the tenant that owns them. */
public interface GraphHost {

    /**
     * Opens a graph.
     *
     * @param name    model and version, for messages
     * @param content its ONNX file; a host that loses the graph reads it again
     * @throws GraphException if it is not a graph that the engine can run, or the file cannot be read
     */
    Graph open(String name, Content content) throws GraphException;

    /**
     * Creates the preparation of texts for a graph of this host.
     *
     * @param tokenizer content of the tokenizer's file
     * @throws IOException if the file is not a tokenizer, or the graph has inputs other than tokens
     */
    Preparation texts(TextSettings settings, Graph graph, Content tokenizer) throws IOException;

    /**
     * Creates the preparation of images for a graph of this host.
     *
     * @throws IOException if the graph does not accept such images
     */
    Preparation images(ImageSettings settings, Graph graph) throws IOException;
}
