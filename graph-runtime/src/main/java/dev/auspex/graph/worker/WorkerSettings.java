package dev.auspex.graph.worker;

import java.time.Duration;

/**
 * Limits and settings of workers.
 *
 * @param most           maximum number of workers of this process
 * @param memory         maximum resident memory of one worker, in bytes
 * @param memoryInAll    maximum resident memory of all workers together, in bytes
 * @param heap           maximum Java heap of a worker in bytes, which holds requests and answers
 * @param idle           how long a worker without requests is kept
 * @param start          longest time from the start of a worker until it listens
 * @param grace          how long after its deadline a run may continue before its worker is ended
 * @param longestOpening longest time to open a graph or a tokenizer
 * @param longestReading longest time to prepare a text or an image
 * @param longestPause   longest pause before a worker that keeps ending is started again
 * @param threads        threads that share the work of one run
 * @param memoryArena    whether a session keeps freed memory for its next run
 * @param largestOutput  maximum bytes of all outputs of one run
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
