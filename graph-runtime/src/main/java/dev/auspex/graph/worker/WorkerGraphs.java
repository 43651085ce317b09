package dev.auspex.graph.worker;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.auspex.graph.engine.Graph;
import dev.auspex.graph.engine.GraphException;
import dev.auspex.graph.engine.InferenceEngine;
import dev.auspex.graph.engine.Preparation;

/** The open graphs and preparations of a worker, by the numbers that the parent process uses. */
final class WorkerGraphs {

    private final InferenceEngine engine;
    private final Map<Integer, Graph> graphs = new ConcurrentHashMap<>();
    private final Map<Integer, Preparation> preparations = new ConcurrentHashMap<>();
    private final AtomicInteger numbers = new AtomicInteger();

    WorkerGraphs(InferenceEngine engine) {
        this.engine = engine;
    }

    Graph open(ByteBuffer onnx, boolean loops) throws GraphException {
        return engine.open(onnx, loops);
    }

    int keep(Graph graph) {
        int number = numbers.incrementAndGet();
        graphs.put(number, graph);
        return number;
    }

    Graph graph(int number) throws GraphException {
        Graph graph = graphs.get(number);
        if (graph == null) {
            throw new GraphException("the session is closed");
        }
        return graph;
    }

    void forgetGraph(int number) {
        graphs.remove(number);
    }

    int keep(Preparation preparation) {
        int number = numbers.incrementAndGet();
        preparations.put(number, preparation);
        return number;
    }

    Preparation preparation(int number) throws GraphException {
        Preparation preparation = preparations.get(number);
        if (preparation == null) {
            throw new GraphException("the preparation is closed");
        }
        return preparation;
    }

    void forgetPreparation(int number) {
        Preparation preparation = preparations.remove(number);
        if (preparation != null) {
            preparation.close();
        }
    }
}
