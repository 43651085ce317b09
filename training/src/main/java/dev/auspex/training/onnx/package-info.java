/** Export of trained models as ONNX graphs, and the check that both give the same results. */
package dev.auspex.training.onnx;
