/** Data files: what their columns mean, how they are read and split. */
package dev.auspex.training.data;
