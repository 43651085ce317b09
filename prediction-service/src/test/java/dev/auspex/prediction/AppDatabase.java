package dev.auspex.prediction;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/** The database as the service's own role sees it. */
public final class AppDatabase {

    private AppDatabase() {}

    /** The first column of all rows that this tenant's setting shows; {@code *} stands for the system's own work. */
    public static List<Object> query(Object tenant, String sql, Object... parameters) {
        try (Connection connection = connect(tenant);
                PreparedStatement statement = prepare(connection, sql, parameters);
                ResultSet rows = statement.executeQuery()) {
            List<Object> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getObject(1));
            }
            return values;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public static long count(Object tenant, String sql, Object... parameters) {
        return (Long) query(tenant, sql, parameters).getFirst();
    }

    public static int update(Object tenant, String sql, Object... parameters) throws SQLException {
        try (Connection connection = connect(tenant);
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static Connection connect(Object tenant) throws SQLException {
        Config config = ConfigProvider.getConfig();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:" + config.getValue("AUSPEX_DB_URL", String.class));
        source.setUser(config.getValue("AUSPEX_DB_USER", String.class));
        source.setPassword(config.getValue("AUSPEX_DB_PASSWORD", String.class));
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
