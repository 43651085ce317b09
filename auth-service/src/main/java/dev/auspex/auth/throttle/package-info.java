/** Slows down password guessing without locking anybody out. */
package dev.auspex.auth.throttle;
