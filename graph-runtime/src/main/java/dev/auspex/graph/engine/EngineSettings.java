package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How ONNX Runtime runs.
 *
 * @param intraOpThreads threads that share the work of one run; as many as are left to each of {@code runsAtOnce} where not set
 * @param runsAtOnce     runs of one graph at the same time, 0 for one on each processor
 * @param memoryArena    whether a session keeps freed memory for its next run
 * @param libraryPath    folder of the native libraries; where not set they are looked for, and unpacked in the end
 * @param loopGrace      how long past its deadline a run of a graph with loops goes on before it is ended
 * @param loopMemory     bytes by which the process may grow while a graph with loops runs
 */
public record EngineSettings(
        OptionalInt intraOpThreads,
        int runsAtOnce,
        boolean memoryArena,
        Optional<String> libraryPath,
        Duration loopGrace,
        long loopMemory) {

    /** For a process in which one thing runs at a time and which somebody else looks after. */
    public static EngineSettings oneThread() {
        return new EngineSettings(OptionalInt.of(1), 1, true, Optional.empty(), Duration.ZERO, Long.MAX_VALUE);
    }
}
