/** Time-based one-time passwords, and recovery codes. */
package dev.auspex.auth.totp;
