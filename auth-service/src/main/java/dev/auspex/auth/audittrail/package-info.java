/** Reading the audit log: pages and exports. */
package dev.auspex.auth.audittrail;
