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
 * @param loopGrace      how long past its deadline a run that can be ended goes on
 * @param loopMemory     bytes by which the process may grow while a graph with loops runs
 * @param largestOutput  most bytes that the outputs of one run may have
 * @param worker         whether the process is there for somebody else's graphs: it is quiet, and every run can be ended
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

    /** For a process that runs somebody else's graphs, and whose memory its parent looks after. */
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
