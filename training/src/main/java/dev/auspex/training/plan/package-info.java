/** Which models there are: their data, versions, settings, and the words of their cards. */
package dev.auspex.training.plan;
