/** Information about the client of a request, apart from who is signed in. */
package dev.auspex.auth.client;
