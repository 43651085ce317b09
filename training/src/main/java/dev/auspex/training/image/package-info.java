/** The model of images that comes with the suite: digits written by hand. */
package dev.auspex.training.image;
