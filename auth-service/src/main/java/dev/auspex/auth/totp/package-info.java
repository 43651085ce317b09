/** One-time passwords by time, and recovery codes. */
package dev.auspex.auth.totp;
