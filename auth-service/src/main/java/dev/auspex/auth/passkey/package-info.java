/** Sign-in by passkeys (Web Authentication Level 3): what the owner keeps, and the door that they open. */
package dev.auspex.auth.passkey;
