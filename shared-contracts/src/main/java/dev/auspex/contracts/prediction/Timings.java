package dev.auspex.contracts.prediction;

/**
 * How long each step of a prediction took, in microseconds.
 *
 * @param validateMicros  validation of the input
 * @param queueMicros     wait in the queue of the model service
 * @param inferenceMicros run in the engine
 * @param modelCallMicros whole call to the model service, including network, queue and inference
 * @param commitMicros    durable write of the prediction and its event; 0 when the prediction is read later
 * @param totalMicros     time from the first byte of the request at the prediction service to the response
 */
public record Timings(
        long validateMicros,
        long queueMicros,
        long inferenceMicros,
        long modelCallMicros,
        long commitMicros,
        long totalMicros) {}
