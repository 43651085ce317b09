package dev.auspex.localstack.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

import dev.auspex.contracts.event.EventAccess;
import dev.auspex.localstack.StackException;

/**
 * Users and access rules of an embedded Kafka. Services sign in with SCRAM, whose credentials Kafka stores in its data.
 * Kafka itself, and the administrator who creates those users, sign in with a password from the broker's own settings,
 * which exists before there is any data.
 */
public final class KafkaAccess {

    /** The mechanism with which clients sign in. */
    public static final String MECHANISM = "SCRAM-SHA-512";

    private static final String PLAIN = "PLAIN";
    private static final int ITERATIONS = 4096;
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(50);

    private final KafkaUsers users;

    KafkaAccess(KafkaUsers users) {
        this.users = users;
    }

    /** Returns whether there are topics that every service may use, as in tests. */
    boolean open() {
        return !users.openPrefix().isEmpty();
    }

    /** Returns the settings with which a client signs in, without Kafka's address. */
    public static Map<String, String> client(String user, String password) {
        return Map.of(
                CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                "SASL_PLAINTEXT",
                SaslConfigs.SASL_MECHANISM,
                MECHANISM,
                SaslConfigs.SASL_JAAS_CONFIG,
                login(ScramLoginModule.class, user, password));
    }

    /** Returns the settings of the broker: both listeners require a sign-in, and nobody may do what no rule allows. */
    Map<String, String> settings() {
        String own = login(PlainLoginModule.class, KafkaUsers.ADMINISTRATOR, users.administrator());
        String plain = own.substring(0, own.length() - 1) + " user_" + KafkaUsers.ADMINISTRATOR + "=\""
                + users.administrator() + "\";";
        Map<String, String> settings = new HashMap<>();
        settings.put("listener.security.protocol.map", "CLIENT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        settings.put("listener.name.client.sasl.enabled.mechanisms", MECHANISM + "," + PLAIN);
        settings.put(
                "listener.name.client.scram-sha-512.sasl.jaas.config", ScramLoginModule.class.getName() + " required;");
        settings.put("listener.name.client.plain.sasl.jaas.config", plain);
        settings.put("listener.name.controller.sasl.enabled.mechanisms", PLAIN);
        settings.put("listener.name.controller.plain.sasl.jaas.config", plain);
        settings.put("sasl.mechanism.controller.protocol", PLAIN);
        settings.put("sasl.mechanism.inter.broker.protocol", PLAIN);
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("super.users", "User:" + KafkaUsers.ADMINISTRATOR);
        return settings;
    }

    /**
     * Sets the passwords and rules, and returns once they are in effect. Called at each start, because
     * Kafka may have lost them.
     *
     * @param port port for clients
     */
    void apply(int port) {
        try {
            Map<String, Object> settings = new HashMap<>();
            settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port);
            settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
            settings.put(SaslConfigs.SASL_MECHANISM, PLAIN);
            settings.put(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    login(PlainLoginModule.class, KafkaUsers.ADMINISTRATOR, users.administrator()));
            Admin admin = Admin.create(settings);
            try {
                setRules(admin);
                setPasswords(admin);
            } finally {
                admin.close(Duration.ZERO);
            }
            awaitSignIn(port);
        } catch (ExecutionException | TimeoutException e) {
            throw new StackException("The users and access rules of Kafka cannot be set: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException("Interrupted while the users of Kafka were being set.", e);
        }
    }

    /** Returns all rules, from {@link EventAccess}. */
    static Set<AclBinding> rules(String openPrefix) {
        Set<AclBinding> rules = new HashSet<>();
        for (EventAccess access : EventAccess.values()) {
            for (String topic : access.writes()) {
                ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
                allow(rules, access, pattern, AclOperation.CREATE, AclOperation.DESCRIBE, AclOperation.WRITE);
            }
            for (String topic : access.reads()) {
                ResourcePattern pattern = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
                allow(rules, access, pattern, AclOperation.DESCRIBE, AclOperation.READ);
            }
            for (String group : access.groups()) {
                ResourcePattern pattern = new ResourcePattern(ResourceType.GROUP, group, PatternType.LITERAL);
                allow(rules, access, pattern, AclOperation.DESCRIBE, AclOperation.READ);
            }
            if (!openPrefix.isEmpty()) {
                for (ResourceType type : List.of(ResourceType.TOPIC, ResourceType.GROUP)) {
                    allow(rules, access, new ResourcePattern(type, openPrefix, PatternType.PREFIXED), AclOperation.ALL);
                }
            }
        }
        return rules;
    }

    private static void allow(
            Set<AclBinding> rules, EventAccess access, ResourcePattern pattern, AclOperation... operations) {
        for (AclOperation operation : operations) {
            rules.add(new AclBinding(
                    pattern, new AccessControlEntry("User:" + access.user(), "*", operation, AclPermissionType.ALLOW)));
        }
    }

    /** Adds missing rules and removes those that are no longer wanted. */
    private void setRules(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        Set<AclBinding> wanted = rules(users.openPrefix());
        Collection<AclBinding> present =
                admin.describeAcls(AclBindingFilter.ANY).values().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        List<AclBindingFilter> old = present.stream()
                .filter(rule -> !wanted.contains(rule))
                .map(AclBinding::toFilter)
                .toList();
        if (!old.isEmpty()) {
            admin.deleteAcls(old).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        }
        admin.createAcls(wanted).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void setPasswords(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        ScramCredentialInfo how = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
        List<UserScramCredentialAlteration> changes = new ArrayList<>();
        users.passwords()
                .forEach((user, password) -> changes.add(new UserScramCredentialUpsertion(user, how, password)));
        admin.alterUserScramCredentials(changes).all().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
        // The broker applies the controller's decisions in order, so once the last user can sign in,
        // all of them are in effect.
        admin.alterUserScramCredentials(
                        List.of(new UserScramCredentialUpsertion(KafkaUsers.ADMINISTRATOR, how, users.administrator())))
                .all()
                .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void awaitSignIn(int port) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Object> settings = new HashMap<>(client(KafkaUsers.ADMINISTRATOR, users.administrator()));
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:" + port);
        long end = System.nanoTime() + ANSWER.toNanos();
        while (true) {
            Admin admin = Admin.create(settings);
            try {
                admin.describeCluster().clusterId().get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof org.apache.kafka.common.errors.AuthenticationException)
                        || System.nanoTime() > end) {
                    throw e;
                }
                Thread.sleep(POLL);
            } finally {
                admin.close(Duration.ZERO);
            }
        }
    }

    private static String login(Class<?> module, String user, String password) {
        return module.getName() + " required username=\"" + user + "\" password=\"" + password + "\";";
    }
}
