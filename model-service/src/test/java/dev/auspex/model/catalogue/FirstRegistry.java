package dev.auspex.model.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

import dev.auspex.graph.onnx.Onnx;
import dev.auspex.localstack.testing.LocalStackResource;
import dev.auspex.model.ModelFolder;
import dev.auspex.model.artifact.ArtifactKey;

/** A registry as the service left it with its first schema: rows in the database, files in the store. */
public final class FirstRegistry implements QuarkusTestResourceLifecycleManager {

    static final Path MIGRATIONS = Path.of("src", "main", "resources", "db", "migration");

    static final UUID TENANT = UUID.fromString("0195a000-0000-7000-8000-000000000001");
    static final UUID OTHER_TENANT = UUID.fromString("0195a000-0000-7000-8000-000000000002");
    static final UUID ACCOUNT = UUID.fromString("0195a000-0000-7000-8000-000000000003");
    static final UUID REPLICA = UUID.fromString("0195a000-0000-7000-8000-000000000004");

    /** When a version was registered, and last changed. */
    static final OffsetDateTime REGISTERED = OffsetDateTime.parse("2026-01-15T09:30:00.123456Z");

    static final OffsetDateTime CHANGED = OffsetDateTime.parse("2026-02-01T18:00:00.654321Z");

    private static final String VECTOR = """
            {"inputs":[{"name":"x","type":"FP32","shape":[-1],"dimensions":["N"]}],
             "outputs":[{"name":"y","type":"FP32","shape":[-1],"dimensions":["N"]}]}""";
    private static final String COLUMNS = """
            {"inputs":[{"name":"a","type":"FP32","shape":[-1,1],"dimensions":["N",""]},
                       {"name":"b","type":"FP32","shape":[-1,1],"dimensions":["N",""]}],
             "outputs":[{"name":"probabilities","type":"FP32","shape":[-1,2],"dimensions":["N",""]},
                        {"name":"label","type":"FP32","shape":[-1,1],"dimensions":["N",""]}]}""";
    private static final String DESCRIPTION = """
            {"model":"risk","version":"1","title":"Risk","description":"Two columns","algorithm":"none","features":[
               {"name":"a","type":"number","required":true,"categories":[],"example":0.25},
               {"name":"b","type":"number","required":true,"categories":[],"example":0.75}],
             "labels":["no","yes"],"positiveLabel":"yes","threshold":0.5,"metrics":{},"seed":0,"onnxSha256":"ONNX_SHA256"}
            """;

    private final ModelFolder folder = new ModelFolder();
    private final LocalStackResource servers = new LocalStackResource();

    @Override
    public int order() {
        return servers.order();
    }

    @Override
    public Map<String, String> start() {
        servers.init(Map.of("servers", "postgres", "database", "model"));
        Map<String, String> environment = new HashMap<>(servers.start());
        environment.putAll(folder.start());
        String url = "jdbc:" + environment.get("AUSPEX_DB_URL");
        String owner = environment.get("AUSPEX_DB_OWNER");
        String password = environment.get("AUSPEX_DB_OWNER_PASSWORD");
        Flyway.configure()
                .dataSource(url, owner, password)
                .locations("filesystem:" + MIGRATIONS)
                .placeholders(Map.of("appRole", environment.get("AUSPEX_DB_USER")))
                .target("1")
                .load()
                .migrate();
        try (Connection connection = DriverManager.getConnection(url, owner, password);
                Statement scope = connection.createStatement()) {
            scope.execute("SELECT set_config('auspex.tenant', '*', false)");
            new Rows(connection, Path.of(environment.get("AUSPEX_ARTIFACTS_DIR"))).fill();
        } catch (SQLException e) {
            throw new IllegalStateException("the first schema cannot be filled", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the store cannot be filled", e);
        }
        return environment;
    }

    @Override
    public void stop() {
        servers.stop();
        folder.stop();
    }

    /** The statements of the service of then. */
    private record Rows(Connection connection, Path artifacts) {

        void fill() throws SQLException, IOException {
            version(null, "rates", "1", Onnx.times(2), VECTOR, true, 1, null, false);
            UUID rates = version(null, "rates", "2", Onnx.times(3), VECTOR, true, 4, null, false);
            alias(null, "rates", "champion", rates, "2");
            move(null, "rates", "champion", null, "1");
            move(null, "rates", "champion", "1", "2");

            byte[] columns = Onnx.columns();
            UUID risk = version(
                    TENANT,
                    "risk",
                    "1",
                    columns,
                    COLUMNS,
                    true,
                    2,
                    DESCRIPTION.replace("ONNX_SHA256", ModelFolder.sha256(columns)),
                    false);
            version(TENANT, "risk", "2", Onnx.times(4), VECTOR, false, 1, null, true);
            version(TENANT, "risk", "3", Onnx.times(5), VECTOR, false, 1, null, false);
            version(TENANT, "open", "1", columns, COLUMNS, true, 1, null, false);
            alias(TENANT, "risk", "champion", risk, "1");
            move(TENANT, "risk", "champion", null, "1");

            UUID other = version(OTHER_TENANT, "risk", "1", Onnx.times(7), VECTOR, true, 1, null, false);
            alias(OTHER_TENANT, "risk", "live", other, "1");
            move(OTHER_TENANT, "risk", "live", null, "1");

            // Still there, though nobody has heard of it for some minutes.
            update("INSERT INTO replica (id, name, seen_at) VALUES (?, 'old', now() - interval '10 minutes')", REPLICA);
            update(
                    "INSERT INTO replica_state (replica_id, version_id, tenant_id, generation, state, since)"
                            + " VALUES (?, ?, ?, 2, 'READY', ?)",
                    REPLICA,
                    risk,
                    TENANT,
                    CHANGED);
            update(
                    "INSERT INTO outbox (event_id, tenant_id, event_key, payload, created_at) VALUES (?, ?, 'risk', ?, ?)",
                    UUID.randomUUID(),
                    TENANT,
                    "{\"tenantId\":\"" + TENANT + "\",\"model\":\"risk\",\"version\":\"1\",\"alias\":\"champion\","
                            + "\"change\":\"alias-moved\",\"at\":\"" + CHANGED.toInstant() + "\"}",
                    CHANGED);
        }

        private UUID version(
                @Nullable UUID tenant,
                String model,
                String version,
                byte[] onnx,
                String signature,
                boolean loaded,
                long generation,
                @Nullable String description,
                boolean deleted)
                throws SQLException, IOException {
            UUID id = UUID.randomUUID();
            String sha256 = ModelFolder.sha256(onnx);
            update(
                    """
                    INSERT INTO version (id, tenant_id, model, version, origin, format, file_name, sha256, size_bytes,
                                         onnx_sha256, onnx_bytes, opset, ir_version, producer, signature, metrics,
                                         memory_bytes, created_by, created_at, deleted_by, deleted_at)
                    VALUES (?, ?, ?, ?, 'upload', 'onnx', 'model.onnx', ?, ?, ?, ?, 15, 8, 'test', ?, '{"auc": 0.875}',
                            1000000, ?, ?, ?, ?)""",
                    id,
                    tenant,
                    model,
                    version,
                    sha256,
                    (long) onnx.length,
                    sha256,
                    (long) onnx.length,
                    signature,
                    tenant == null ? null : ACCOUNT,
                    REGISTERED,
                    deleted ? ACCOUNT : null,
                    deleted ? CHANGED : null);
            update(
                    "INSERT INTO version_wish (version_id, tenant_id, loaded, generation, description, changed_by, changed_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    id,
                    tenant,
                    loaded,
                    generation,
                    description,
                    tenant == null ? null : ACCOUNT,
                    CHANGED);
            if (!deleted) {
                Path file = artifacts.resolve(ArtifactKey.of(tenant, model, version, sha256));
                Files.createDirectories(file.getParent());
                Files.write(file, onnx);
            }
            return id;
        }

        private void alias(@Nullable UUID tenant, String model, String alias, UUID id, String version)
                throws SQLException {
            update(
                    "INSERT INTO alias (tenant_id, model, alias, version_id, version) VALUES (?, ?, ?, ?, ?)",
                    tenant,
                    model,
                    alias,
                    id,
                    version);
        }

        private void move(@Nullable UUID tenant, String model, String alias, @Nullable String from, @Nullable String to)
                throws SQLException {
            update(
                    "INSERT INTO alias_move (tenant_id, model, alias, from_version, to_version, moved_by, moved_at)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                    tenant,
                    model,
                    alias,
                    from,
                    to,
                    tenant == null ? null : ACCOUNT,
                    CHANGED);
        }

        private void update(String sql, @Nullable Object... parameters) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                statement.executeUpdate();
            }
        }
    }
}
