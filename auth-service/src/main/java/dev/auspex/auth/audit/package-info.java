/** The record of security events, which only grows. */
package dev.auspex.auth.audit;
