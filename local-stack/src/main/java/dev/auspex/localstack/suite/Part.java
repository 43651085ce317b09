package dev.auspex.localstack.suite;

import java.util.List;

import dev.auspex.localstack.server.Server;

/**
 * One part of the suite in the order of its start.
 *
 * @param server    what is started and stopped
 * @param label     name for people
 * @param needs     names of the parts that are started before it
 * @param essential whether the suite does not come up without it; once it is up, it does without any of them for a while
 */
record Part(Server server, String label, List<String> needs, boolean essential) {

    Part(Server server, String label, List<String> needs) {
        this(server, label, needs, true);
    }

    String name() {
        return server.name();
    }
}
