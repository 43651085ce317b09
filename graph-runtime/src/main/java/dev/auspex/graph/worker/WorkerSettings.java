package dev.auspex.graph.worker;

import java.time.Duration;

/**
 * What workers may take.
 *
 * @param most           workers of this process at once
 * @param memory         most resident memory of one worker, in bytes
 * @param memoryInAll    most resident memory of all of them
 * @param heap           largest Java heap of a worker, which holds what travels to and fro
 * @param idle           how long a worker stays that nobody asks anything
 * @param start          longest time from the start of a worker until it listens
 * @param grace          how long past its deadline a run goes on before its worker is ended
 * @param longestOpening longest time in which a graph or a tokenizer has to be open
 * @param longestReading longest time in which a text or an image has to be prepared
 * @param longestPause   longest pause before a worker that keeps ending is started again
 * @param threads        threads that share the work of one run
 * @param memoryArena    whether a session keeps freed memory for its next run
 * @param largestOutput  most bytes that the outputs of one run may have
 */
public record WorkerSettings(
        int most,
        long memory,
        long memoryInAll,
        long heap,
        Duration idle,
        Duration start,
        Duration grace,
        Duration longestOpening,
        Duration longestReading,
        Duration longestPause,
        int threads,
        boolean memoryArena,
        long largestOutput) {}
