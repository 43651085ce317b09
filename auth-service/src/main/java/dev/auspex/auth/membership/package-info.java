/** Tenants that people share: members, branding and settings. */
package dev.auspex.auth.membership;
