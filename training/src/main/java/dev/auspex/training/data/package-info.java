/** Data files: the meaning of their columns, and how they are read and split. */
package dev.auspex.training.data;
