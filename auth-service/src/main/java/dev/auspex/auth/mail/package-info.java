/** Mail: what waits to be sent, the links in it, and the ways out. */
package dev.auspex.auth.mail;
