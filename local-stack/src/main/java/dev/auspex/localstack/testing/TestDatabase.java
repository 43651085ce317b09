package dev.auspex.localstack.testing;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/** The database of the service under test, to inspect what is stored and to set back its times. */
public final class TestDatabase {

    private final String userKey;
    private final String passwordKey;

    private TestDatabase(String userKey, String passwordKey) {
        this.userKey = userKey;
        this.passwordKey = passwordKey;
    }

    /** Returns the database as the role that owns the tables sees it. */
    public static TestDatabase owner() {
        return new TestDatabase("AUSPEX_DB_OWNER", "AUSPEX_DB_OWNER_PASSWORD");
    }

    /** Returns the database as the role of the service sees it. */
    public static TestDatabase service() {
        return new TestDatabase("AUSPEX_DB_USER", "AUSPEX_DB_PASSWORD");
    }

    /**
     * Runs a statement.
     *
     * @param tenant tenant whose rows are visible: an id, {@code *} for the system's own work, or null for none
     * @return the number of rows that it changed
     * @throws IllegalStateException with PostgreSQL's error as its message
     */
    public int update(Object tenant, String sql, Object... parameters) {
        try (Connection connection = connect(tenant);
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Returns the first column of all rows. */
    public List<Object> query(Object tenant, String sql, Object... parameters) {
        try (Connection connection = connect(tenant);
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<Object> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getObject(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** Returns the single number that the statement selects. */
    public long count(Object tenant, String sql, Object... parameters) {
        return (Long) query(tenant, sql, parameters).getFirst();
    }

    private Connection connect(Object tenant) throws SQLException {
        Config config = ConfigProvider.getConfig();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:" + config.getValue("AUSPEX_DB_URL", String.class));
        source.setUser(config.getValue(userKey, String.class));
        source.setPassword(config.getValue(passwordKey, String.class));
        Connection connection = source.getConnection();
        try (PreparedStatement scope = connection.prepareStatement("SELECT set_config('auspex.tenant', ?, false)")) {
            scope.setString(1, tenant == null ? "" : tenant.toString());
            scope.execute();
        }
        return connection;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
        return statement;
    }
}
