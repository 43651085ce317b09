/** The audit log as it is read: pages, and exports. */
package dev.auspex.auth.audittrail;
