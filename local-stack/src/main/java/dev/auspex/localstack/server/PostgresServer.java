package dev.auspex.localstack.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

import com.sun.security.auth.module.UnixSystem;

import dev.auspex.localstack.StackException;
import dev.auspex.localstack.process.ManagedProcess;
import dev.auspex.localstack.process.Spawner;

/**
 * PostgreSQL 17 in its own process on 127.0.0.1. Commits are durable ({@code fsync} and {@code synchronous_commit} are
 * on) unless it is a throw-away server.
 */
public final class PostgresServer implements Server {

    /** Role with all privileges. Only this class and people use it. */
    public static final String ADMIN = "postgres";

    /** Recovery after a crash may replay the log of a whole checkpoint. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    /** PostgreSQL's "fast" shutdown: ends the sessions and writes a checkpoint. */
    private static final String STOP_SIGNAL = "INT";

    private final Binaries binaries;
    private final Path data;
    private final Path log;
    private final int port;
    private final boolean durable;
    private final String adminPassword;
    private final List<Database> databases;
    private final Spawner spawner;
    private volatile ManagedProcess process;

    /**
     * @param spawner       starts its process
     * @param cache         folder for unpacked executables
     * @param data          data folder, created if missing
     * @param log           its log file
     * @param port          port on 127.0.0.1
     * @param durable       whether a commit survives a crash of the machine
     * @param adminPassword password of {@link #ADMIN}, fixed when the data folder is created
     * @param databases     databases and roles, created if missing
     */
    public PostgresServer(
            Spawner spawner,
            Path cache,
            Path data,
            Path log,
            int port,
            boolean durable,
            String adminPassword,
            List<Database> databases) {
        this.spawner = spawner;
        this.binaries = new Binaries(cache);
        this.data = data.toAbsolutePath();
        this.log = log.toAbsolutePath();
        this.port = port;
        this.durable = durable;
        this.adminPassword = adminPassword;
        this.databases = List.copyOf(databases);
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public Optional<ManagedProcess> process() {
        return Optional.ofNullable(process);
    }

    @Override
    public void start() {
        Path installation = binaries.postgres();
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise(installation);
        }
        PostgresLeftovers.end(data);
        process = spawner.start(name(), serverCommand(installation), inherited -> {}, log, STOP_SIGNAL);
        process.awaitReady(this::answers, START_PATIENCE);
        try (Connection admin = connect(ADMIN, adminPassword, "postgres")) {
            for (Database database : databases) {
                create(admin, database);
            }
        } catch (SQLException e) {
            stop();
            throw new StackException("PostgreSQL did not create a database or role: " + e.getMessage(), e);
        }
    }

    @Override
    public void stop() {
        if (process != null) {
            process.stop(STOP_PATIENCE);
        }
    }

    /**
     * Opens a connection.
     *
     * @throws SQLException if the server refuses
     */
    public Connection connect(String user, String password, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        // Uses the driver directly, because the driver manager's service loading takes longer.
        Connection connection =
                new org.postgresql.Driver().connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
        if (connection == null) {
            throw new SQLException("The PostgreSQL driver does not accept a PostgreSQL address.");
        }
        return connection;
    }

    /**
     * Creates the data folder beside its final place and moves it there when complete, so that a
     * half-made one is never started.
     */
    private void initialise(Path installation) {
        try {
            Files.createDirectories(data.getParent());
            Path half = data.resolveSibling(data.getFileName() + ".new");
            Folders.delete(half);
            Folders.delete(data);
            Path password = Files.createTempFile(
                    data.getParent(),
                    "pw",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(password, adminPassword);
                spawner.start("initdb", initCommand(installation, half, password), inherited -> {}, log, "TERM")
                        .awaitSuccess();
            } finally {
                Files.delete(password);
            }
            Files.move(half, data);
        } catch (IOException e) {
            throw new StackException(
                    "The data folder of PostgreSQL, " + data + ", cannot be created: " + e.getMessage(), e);
        }
    }

    private List<String> initCommand(Path installation, Path target, Path password) {
        List<String> command = asOrdinaryUser();
        command.addAll(List.of(
                installation.resolve("bin/initdb").toString(),
                "--pgdata=" + target,
                "--username=" + ADMIN,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (!durable) {
            command.add("--no-sync");
        }
        return command;
    }

    private List<String> serverCommand(Path installation) {
        String durability = durable ? "on" : "off";
        List<String> command = asOrdinaryUser();
        command.add(installation.resolve("bin/postgres").toString());
        command.add("-D");
        command.add(data.toString());
        Map.of(
                        "port", Integer.toString(port),
                        "listen_addresses", "127.0.0.1",
                        "unix_socket_directories", "",
                        "fsync", durability,
                        "synchronous_commit", durability,
                        "full_page_writes", durability,
                        "max_connections", "200",
                        "jit", "off",
                        "timezone", "UTC",
                        "log_timezone", "UTC")
                .forEach((key, value) -> {
                    command.add("-c");
                    command.add(key + "=" + value);
                });
        return command;
    }

    /**
     * Returns a command prefix that drops root, as which PostgreSQL refuses to run. In its own user
     * namespace, root is nobody.
     */
    private static List<String> asOrdinaryUser() {
        List<String> prefix = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            prefix.add("unshare");
            prefix.add("--user");
        }
        return prefix;
    }

    private boolean answers() {
        try (Connection connection = connect(ADMIN, adminPassword, "postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            if ("28P01".equals(e.getSQLState())) {
                stop();
                throw new StackException(
                        "The data in " + data
                                + " was created with another password, because the secrets file next to it was "
                                + "lost or replaced. Restore that file, or delete all data with ./auspex up --fresh.",
                        e);
            }
            return false;
        }
    }

    private void create(Connection admin, Database database) throws SQLException {
        ensureRole(admin, database.owner(), database.ownerPassword());
        ensureRole(admin, database.user(), database.password());
        if (!exists(admin, "SELECT 1 FROM pg_database WHERE datname = ?", database.name())) {
            execute(admin, "CREATE DATABASE %I OWNER %I", database.name(), database.owner());
        }
        execute(admin, "REVOKE ALL ON DATABASE %I FROM PUBLIC", database.name());
        execute(admin, "GRANT CONNECT ON DATABASE %I TO %I", database.name(), database.user());
    }

    private static void ensureRole(Connection admin, String role, String password) throws SQLException {
        if (!exists(admin, "SELECT 1 FROM pg_roles WHERE rolname = ?", role)) {
            execute(admin, "CREATE ROLE %I NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS", role);
        }
        execute(admin, "ALTER ROLE %I LOGIN PASSWORD %L", role, password);
    }

    private static boolean exists(Connection admin, String query, String name) throws SQLException {
        try (PreparedStatement statement = admin.prepareStatement(query)) {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /**
     * Runs a statement on roles or databases. Such statements take no parameters, so the server
     * itself quotes the names.
     */
    private static void execute(Connection admin, String template, String... names) throws SQLException {
        String placeholders = ", ?".repeat(names.length);
        try (PreparedStatement quoting = admin.prepareStatement("SELECT format(?" + placeholders + ")");
                Statement statement = admin.createStatement()) {
            quoting.setString(1, template);
            for (int i = 0; i < names.length; i++) {
                quoting.setString(i + 2, names[i]);
            }
            try (ResultSet rows = quoting.executeQuery()) {
                rows.next();
                statement.execute(rows.getString(1));
            }
        }
    }
}
