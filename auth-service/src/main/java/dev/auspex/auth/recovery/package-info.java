/** Verification of addresses, and reset and change of passwords. */
package dev.auspex.auth.recovery;
