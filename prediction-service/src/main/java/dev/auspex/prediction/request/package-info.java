/** The way from a request to a durable prediction: validation, inference, commit. */
package dev.auspex.prediction.request;
