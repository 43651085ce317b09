package dev.auspex.auth;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;
import org.postgresql.ds.PGSimpleDataSource;

/** The database as its owner sees it, to look at what is stored and to turn back its clocks. */
public final class OwnerDatabase {

    private OwnerDatabase() {}

    /** Runs a statement with row-level security set to a tenant. */
    public static int update(UUID tenant, String sql, Object... parameters) {
        try (Connection connection = connect(tenant);
                PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first column of all rows. */
    public static List<Object> query(UUID tenant, String sql, Object... parameters) {
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

    private static Connection connect(UUID tenant) throws SQLException {
        Config config = ConfigProvider.getConfig();
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl("jdbc:" + config.getValue("AUSPEX_DB_URL", String.class));
        source.setUser(config.getValue("AUSPEX_DB_OWNER", String.class));
        source.setPassword(config.getValue("AUSPEX_DB_OWNER_PASSWORD", String.class));
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
