/** Passkeys (Web Authentication Level 3): management and sign-in. */
package dev.auspex.auth.passkey;
