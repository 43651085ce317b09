/** Sign-in by an external OpenID provider. */
package dev.auspex.auth.external;
