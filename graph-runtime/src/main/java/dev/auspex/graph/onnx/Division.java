package dev.auspex.graph.onnx;

/**
 * A node of a graph that may divide whole numbers by zero, or the smallest whole number by -1.
 *
 * @param node     name of the node, or of its first output if it has none
 * @param operator {@code Div} or {@code Mod}
 * @param divisor  name of the value that it divides by
 * @param whole    whether it is known to divide whole numbers; otherwise only the engine can tell
 * @param scope    position in the file where the graph of this node begins
 */
public record Division(String node, String operator, String divisor, boolean whole, long scope) {}
