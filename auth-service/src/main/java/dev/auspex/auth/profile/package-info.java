/** The signed-in account, as managed by its owner: profile, export and deletion. */
package dev.auspex.auth.profile;
