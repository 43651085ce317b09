/** Addresses verified, passwords reset and changed. */
package dev.auspex.auth.recovery;
