package dev.auspex.contracts.prediction;

/**
 * Where the time of a prediction went, all in microseconds.
 *
 * @param validateMicros  check of the input
 * @param queueMicros     wait in the model service's queue
 * @param inferenceMicros run in the engine
 * @param modelCallMicros whole call to the model service, with network, queue and inference
 * @param commitMicros    durable write of the prediction and its event; 0 when read back later
 * @param totalMicros     from the request's first byte in the prediction service to the answer
 */
public record Timings(
        long validateMicros,
        long queueMicros,
        long inferenceMicros,
        long modelCallMicros,
        long commitMicros,
        long totalMicros) {}
