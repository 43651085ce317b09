package dev.auspex.localstack.server;

import java.util.regex.Pattern;

/**
 * A service's database: one role owns it and runs the migrations, another one works in it and owns nothing.
 *
 * @param service       service that it belongs to, such as {@code auth}
 * @param ownerPassword password of the owner role
 * @param password      password of the application role
 */
public record Database(String service, String ownerPassword, String password) {

    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9_]{0,30}");

    public Database {
        if (!SERVICE.matcher(service).matches()) {
            throw new IllegalArgumentException("Database name " + service + " is not valid.");
        }
    }

    /** Returns the name of the database. */
    public String name() {
        return "auspex_" + service;
    }

    /** Returns the role with which the service works. */
    public String user() {
        return name();
    }

    /** Returns the role that owns the database and runs the migrations. */
    public String owner() {
        return name() + "_owner";
    }

    @Override
    public String toString() {
        return "Database[" + name() + "]";
    }
}
