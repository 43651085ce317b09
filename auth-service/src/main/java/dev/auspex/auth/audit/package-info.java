/** The append-only log of security events. */
package dev.auspex.auth.audit;
