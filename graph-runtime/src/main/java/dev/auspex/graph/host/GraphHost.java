package dev.auspex.graph.host;

import java.io.IOException;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextSettings;

/** Where graphs are opened: in this process, or in a worker of the tenant that they belong to. */
public interface GraphHost {

    /**
     * Opens a graph.
     *
     * @param name    model and version, for messages
     * @param content its ONNX file; a host that loses the graph reads it again
     * @throws GraphException where it is no graph that the engine can run, or the file cannot be read
     */
    Graph open(String name, Content content) throws GraphException;

    /**
     * Prepares texts for a graph of this host.
     *
     * @param tokenizer its file
     * @throws IOException where the tokenizer is none, or the graph takes other inputs than tokens
     */
    Preparation texts(TextSettings settings, Graph graph, Content tokenizer) throws IOException;

    /**
     * Prepares images for a graph of this host.
     *
     * @throws IOException where the graph takes something else
     */
    Preparation images(ImageSettings settings, Graph graph) throws IOException;
}
