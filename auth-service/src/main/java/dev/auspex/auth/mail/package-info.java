/** Mail: the queue, the links in mails, and delivery. */
package dev.auspex.auth.mail;
