package dev.auspex.auth.outbox;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;

/** Records which topic tenants were published to, and under which secret. */
@ApplicationScoped
class ToldTenants {

    private final Transactions transactions;

    ToldTenants(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Puts the latest event of every tenant into the outbox, unless that was already done for this mark. The first mark
     * of a new installation is only recorded. Blocks.
     *
     * @param mark identifies the topic and the signing secret
     * @return the number of events
     */
    int again(String mark) {
        return transactions.blocking(Scope.system(), transaction -> transaction
                .first("SELECT tell_tenants($1) AS events", row -> row.getInteger("events"), mark)
                .orElse(0));
    }
}
