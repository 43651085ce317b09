/** Models of texts: a transformer from Maven that turns texts into numbers, with a head that is trained here. */
package dev.auspex.training.text;
