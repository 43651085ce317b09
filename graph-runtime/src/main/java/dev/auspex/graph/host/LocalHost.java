package dev.auspex.graph.host;

import java.io.IOException;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.engine.Preparation;
import dev.auspex.graph.image.ImagePreparation;
import dev.auspex.graph.image.ImageSettings;
import dev.auspex.graph.text.TextPreparation;
import dev.auspex.graph.text.TextSettings;

/** Opens graphs in this process. */
public final class LocalHost implements GraphHost {

    private final InferenceEngine engine;

    public LocalHost(InferenceEngine engine) {
        this.engine = engine;
    }

    @Override
    public Graph open(String name, Content content) throws GraphException {
        byte[] onnx;
        try {
            onnx = content.read();
        } catch (IOException e) {
            throw new GraphException(e.getMessage(), e);
        }
        return engine.open(onnx);
    }

    @Override
    public Preparation texts(TextSettings settings, Graph graph, Content tokenizer) throws IOException {
        return new TextPreparation(settings, graph.inputs(), tokenizer.read());
    }

    @Override
    public Preparation images(ImageSettings settings, Graph graph) throws IOException {
        return new ImagePreparation(settings, graph.inputs());
    }
}
