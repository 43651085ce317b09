package dev.auspex.graph.onnx;

/**
 * A node of a graph that may divide whole numbers by zero, or the least of them by -1.
 *
 * @param node     name of the node, or of what it gives where it has none
 * @param operator {@code Div} or {@code Mod}
 * @param divisor  name of the value that it divides by
 * @param whole    whether it is known to divide whole numbers; else the engine has to tell
 * @param scope    where the graph that it is part of begins in the file
 */
public record Division(String node, String operator, String divisor, boolean whole, long scope) {}
