/** What a run leaves behind, and what it shows meanwhile. */
package dev.auspex.training.runlog;
