-- An account can be deleted by its owner, and what it did be shown to them.

CREATE POLICY own_account_delete ON account FOR DELETE
    USING (id::text = current_setting('auspex.account', true));
-- A tenant goes with its only member.
CREATE POLICY last_member_delete ON tenant FOR DELETE
    USING (EXISTS (SELECT 1 FROM membership m
                    WHERE m.tenant_id = tenant.id AND m.account_id::text = current_setting('auspex.account', true))
           AND NOT EXISTS (SELECT 1 FROM membership m
                            WHERE m.tenant_id = tenant.id
                              AND m.account_id::text <> current_setting('auspex.account', true)));
CREATE POLICY own_account ON audit_event FOR SELECT
    USING (account_id::text = current_setting('auspex.account', true));

CREATE INDEX audit_event_account ON audit_event (account_id, id);

GRANT DELETE ON account, tenant TO "${appRole}";
