/** What a request tells about the client that sends it, apart from who is signed in. */
package dev.auspex.auth.client;
