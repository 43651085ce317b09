/** Second factors, as managed by their owners. */
package dev.auspex.auth.secondfactor;
