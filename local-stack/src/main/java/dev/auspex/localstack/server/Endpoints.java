package dev.auspex.localstack.server;

import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.annotation.JsonInclude;

import dev.auspex.contracts.event.EventAccess;

/**
 * Where the started servers are, announced as one line of JSON. A server that was not asked for is absent.
 *
 * @param postgres PostgreSQL and its databases
 * @param redis    Redis
 * @param kafka    Kafka
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Endpoints(Postgres postgres, Redis redis, Kafka kafka) {

    /**
     * @param port          port on 127.0.0.1
     * @param admin         role that may do everything
     * @param adminPassword its password
     * @param databases     by service
     */
    public record Postgres(int port, String admin, String adminPassword, Map<String, Access> databases) {}

    /**
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
     * @param bootstrap     {@code host:port}
     * @param mechanism     how a user signs in
     * @param admin         user who may do everything
     * @param adminPassword its password
     * @param users         by service
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
     * @param user     name
     * @param password its password
     */
    public record KafkaUser(String user, String password) {}
}
