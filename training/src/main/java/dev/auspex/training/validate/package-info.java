/** Cross-validation: the same training repeated on parts of the rows. */
package dev.auspex.training.validate;
