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

/** The database of the service under test, to look at what is stored and to turn back its clocks. */
public final class TestDatabase {

    private final String userKey;
    private final String passwordKey;

    private TestDatabase(String userKey, String passwordKey) {
        this.userKey = userKey;
        this.passwordKey = passwordKey;
    }

    /** As the role sees it that owns the tables. */
    public static TestDatabase owner() {
        return new TestDatabase("AUSPEX_DB_OWNER", "AUSPEX_DB_OWNER_PASSWORD");
    }

    /** As the role sees it with which the service works. */
    public static TestDatabase service() {
        return new TestDatabase("AUSPEX_DB_USER", "AUSPEX_DB_PASSWORD");
    }

    /**
     * Runs a statement.
     *
     * @param tenant whose rows are to be seen: an id, {@code *} for the system's own work, or null for nobody's
     * @return how many rows it changed
     * @throws IllegalStateException with PostgreSQL's refusal as its message
     */
    public int update(Object tenant, String sql, Object... parameters) {
        try (Connection connection = connect(tenant);
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /** The first column of all rows. */
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

    /** The one number that the statement gives. */
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
