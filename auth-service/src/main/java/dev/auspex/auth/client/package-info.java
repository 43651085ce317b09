/** What a request tells about the one who sends it, besides who that is. */
package dev.auspex.auth.client;
