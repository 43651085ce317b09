/** Second factors as their owners manage them. */
package dev.auspex.auth.secondfactor;
