/** From a trained model to an ONNX graph, and the proof that both say the same. */
package dev.auspex.training.onnx;
