package dev.auspex.graph.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How ONNX Runtime runs.
 *
 * @param intraOpThreads threads that share the work of one run; if empty, the processors divided by {@code runsAtOnce}
 * @param runsAtOnce     runs of one graph at the same time, 0 for one per processor
 * @param memoryArena    whether a session keeps freed memory for its next run
 * @param libraryPath    folder of the native libraries; if empty, they are searched for, and unpacked if not found
 * @param loopGrace      how long after its deadline a run that can be ended may continue
 * @param loopMemory     bytes by which the process may grow while a graph with loops runs
 * @param largestOutput  maximum bytes of all outputs of one run
 * @param worker         whether the process runs graphs on behalf of another process: it is quiet, and
 *     every run can be ended
 */
public record EngineSettings(
        OptionalInt intraOpThreads,
        int runsAtOnce,
        boolean memoryArena,
        Optional<String> libraryPath,
        Duration loopGrace,
        long loopMemory,
        long largestOutput,
        boolean worker) {

    /** Returns the settings of a worker, whose parent process monitors its memory. */
    public static EngineSettings forWorker(
            int intraOpThreads, boolean memoryArena, Duration grace, long largestOutput) {
        return new EngineSettings(
                OptionalInt.of(intraOpThreads),
                1,
                memoryArena,
                Optional.empty(),
                grace,
                Long.MAX_VALUE,
                largestOutput,
                true);
    }

    boolean everyRunEnds() {
        return worker;
    }
}
