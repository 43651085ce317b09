/** The signed-in account as its owner's own: profile, export, end. */
package dev.auspex.auth.profile;
