/** The log that a run leaves behind, and the progress that it shows. */
package dev.auspex.training.runlog;
