/** What this service knows about the model service: its models and versions, and the call for inference. */
package dev.auspex.prediction.model;
