package dev.auspex.auth.outbox;

import jakarta.enterprise.context.ApplicationScoped;

import dev.auspex.auth.database.Scope;
import dev.auspex.auth.database.Transactions;

/** What other services were told of tenants, where, and under which secret. */
@ApplicationScoped
class ToldTenants {

    private final Transactions transactions;

    ToldTenants(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Puts the newest event of every tenant into the outbox, unless they were told under this mark before. Only for threads that
     * may block.
     *
     * @param mark of the topic and of the secret that signs
     * @return how many events there were
     */
    int again(String mark) {
        return transactions.blocking(Scope.system(), transaction -> transaction
                .first("SELECT tell_tenants($1) AS events", row -> row.getInteger("events"), mark)
                .orElse(0));
    }
}
