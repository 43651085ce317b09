package dev.auspex.gateway.limit;

import java.util.ArrayList;
import java.util.List;

/**
 * The rules of a limit class.
 *
 * @param name         name of the class
 * @param rules        all its rules
 * @param shadow       whether refusals are only counted
 * @param tenantLimits whether limits that tenants set themselves apply as well
 */
record LimitClass(String name, List<Rule> rules, boolean shadow, boolean tenantLimits) {

    static LimitClass of(String name, LimitConfig.LimitClass config) {
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.rate(Rule.Dimension.CALLER, new Limit(name, config.rate(), config.burst())));
        config.key().ifPresent(rate -> rules.add(rate(Rule.Dimension.KEY, name + "-key", rate)));
        config.tenant().ifPresent(rate -> rules.add(rate(Rule.Dimension.TENANT, name + "-tenant", rate)));
        config.address().ifPresent(rate -> rules.add(rate(Rule.Dimension.ADDRESS, name + "-address", rate)));
        config.concurrent()
                .ifPresent(most ->
                        rules.add(Rule.concurrent(Rule.Dimension.CALLER, name + "-concurrent", positive(most))));
        config.tenantDaily()
                .ifPresent(most -> rules.add(Rule.daily(Rule.Dimension.TENANT, name + "-daily", positive(most))));
        return new LimitClass(name, List.copyOf(rules), config.shadow(), config.tenantLimits());
    }

    private static Rule rate(Rule.Dimension dimension, String name, LimitConfig.Rate rate) {
        return Rule.rate(dimension, new Limit(name, rate.rate(), rate.burst()));
    }

    private static long positive(long most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "The limits of concurrent requests and of requests per day must be at least 1.");
        }
        return most;
    }

    LimitClass share(double share) {
        return new LimitClass(
                name, rules.stream().map(rule -> rule.share(share)).toList(), shadow, tenantLimits);
    }

    /** Returns the rules that apply to a subject, and their keys. */
    Asked asked(Subject subject) {
        int count = 0;
        String[] all = new String[rules.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = rules.get(i).key(subject);
            count += all[i] == null ? 0 : 1;
        }
        Rule[] concerned = new Rule[count];
        String[] keys = new String[count];
        boolean leased = false;
        int at = 0;
        for (int i = 0; i < all.length; i++) {
            if (all[i] != null) {
                concerned[at] = rules.get(i);
                keys[at++] = all[i];
                leased |= rules.get(i).kind() == Rule.Kind.CONCURRENT;
            }
        }
        return new Asked(concerned, keys, leased);
    }

    /**
     * The part of a limit class that applies to one subject.
     *
     * @param rules  rules that apply to the subject
     * @param keys   their keys
     * @param leased whether one of the rules counts concurrent requests
     */
    record Asked(Rule[] rules, String[] keys, boolean leased) {}
}
