package dev.auspex.localstack.suite;

import java.util.List;

import dev.auspex.localstack.server.Server;

/**
 * One part of the suite in the order of its start.
 *
 * @param server what is started and stopped
 * @param label  name for people
 * @param needs  names of the parts that must be ready before it is started
 */
record Part(Server server, String label, List<String> needs) {

    String name() {
        return server.name();
    }
}
