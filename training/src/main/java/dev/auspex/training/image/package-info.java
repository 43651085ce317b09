/** The bundled model of images: handwritten digits. */
package dev.auspex.training.image;
