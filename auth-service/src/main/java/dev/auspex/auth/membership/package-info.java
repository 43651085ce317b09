/** Tenants as people share them: who is in, what it looks like, what holds in it. */
package dev.auspex.auth.membership;
