package dev.auspex.model.openinference;

/**
 * How one output is answered.
 *
 * @param name    name of the output
 * @param index   its place among the graph's outputs
 * @param binary  whether as bytes behind the JSON
 * @param classes how many of its highest values are answered as classifications; 0 where the values themselves are
 */
record AskedOutput(String name, int index, boolean binary, int classes) {}
