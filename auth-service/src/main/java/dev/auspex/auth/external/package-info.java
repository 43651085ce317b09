/** Sign-in through an external OpenID provider. */
package dev.auspex.auth.external;
