/** Plans of models: their data, versions and settings, and the text of their cards. */
package dev.auspex.training.plan;
