/** Slows the guessing of passwords down without locking anybody out. */
package dev.auspex.auth.throttle;
