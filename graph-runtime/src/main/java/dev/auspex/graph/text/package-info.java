/** Texts as inputs: from a string to the tokens that a transformer takes. */
package dev.auspex.graph.text;
