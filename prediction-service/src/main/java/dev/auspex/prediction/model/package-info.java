/** What this service knows of the model service: its models, versions and the call for inference. */
package dev.auspex.prediction.model;
