package dev.auspex.localstack.server;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.auspex.contracts.event.EventAccess;

/**
 * The addresses of the started servers, announced as one line of JSON. A server that was not requested is absent.
 *
 * @param postgres PostgreSQL and its databases
 * @param redis    Redis
 * @param kafka    Kafka
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoints(Postgres postgres, Redis redis, Kafka kafka) {

    /**
     * PostgreSQL and its databases.
     *
     * @param port          port on 127.0.0.1
     * @param admin         role with all privileges
     * @param adminPassword its password
     * @param databases     databases by service
     */
    public record Postgres(int port, String admin, String adminPassword, Map<String, Access> databases) {}

    /**
     * The database of one service.
     *
     * @param url           {@code postgresql://host:port/database}
     * @param user          application role
     * @param password      its password
     * @param owner         role that owns the database
     * @param ownerPassword its password
     */
    public record Access(String url, String user, String password, String owner, String ownerPassword) {}

    /** @param url {@code redis://host:port} */
    public record Redis(String url) {}

    /**
     * Kafka and its users.
     *
     * @param bootstrap     {@code host:port}
     * @param mechanism     SASL mechanism of its users
     * @param admin         user with all permissions
     * @param adminPassword its password
     * @param users         users by service
     */
    public record Kafka(
            String bootstrap, String mechanism, String admin, String adminPassword, Map<String, KafkaUser> users) {

        static Kafka of(String bootstrap, KafkaUsers users) {
            Map<String, KafkaUser> services = new TreeMap<>();
            for (EventAccess access : EventAccess.values()) {
                services.put(
                        access.service(),
                        new KafkaUser(access.user(), users.services().get(access.service())));
            }
            return new Kafka(
                    bootstrap, KafkaAccess.MECHANISM, KafkaUsers.ADMINISTRATOR, users.administrator(), services);
        }
    }

    /**
     * A user of Kafka.
     *
     * @param user     name
     * @param password its password
     */
    public record KafkaUser(String user, String password) {}
}
