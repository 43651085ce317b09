/** Images as inputs: from the bytes of a PNG or JPEG file to the numbers that a graph takes. */
package dev.auspex.graph.image;
