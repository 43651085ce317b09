/** Cross-validation: the same training on parts of the rows. */
package dev.auspex.training.validate;
