package dev.auspex.localstack.suite;

import java.util.List;

import dev.auspex.localstack.server.Server;

/**
 * One part of the suite, in start order.
 *
 * @param server    the server or service itself
 * @param label     name for people
 * @param needs     names of the parts that start before it
 * @param essential whether the suite cannot start without it; once it is up, the suite can do without
 *     any part for a while
 */
record Part(Server server, String label, List<String> needs, boolean essential) {

    Part(Server server, String label, List<String> needs) {
        this(server, label, needs, true);
    }

    String name() {
        return server.name();
    }
}
