package dev.auspex.model.runtime;

/** Where graphs of tenants run. */
public enum Isolation {
    /** In a worker process for each tenant. */
    TENANT,
    /** In the process that serves everybody. */
    NONE
}
