-- What the settlement handler may do: nothing is removed, and nothing changed
-- but the rows that say who writes and how far the copy for statements goes.
GRANT SELECT, INSERT ON @DB@.institutions TO @USER@;
GRANT SELECT, INSERT ON @DB@.parties TO @USER@;
GRANT SELECT, INSERT ON @DB@.party_rights TO @USER@;
GRANT SELECT, INSERT ON @DB@.accounts TO @USER@;
GRANT SELECT, INSERT ON @DB@.closings TO @USER@;
GRANT SELECT, INSERT ON @DB@.requests TO @USER@;
GRANT SELECT, INSERT ON @DB@.entries TO @USER@;
GRANT SELECT, INSERT ON @DB@.holds TO @USER@;
GRANT SELECT, INSERT ON @DB@.hold_moves TO @USER@;
GRANT SELECT, INSERT ON @DB@.checkpoints TO @USER@;
GRANT SELECT, INSERT ON @DB@.checkpoint_balances TO @USER@;
GRANT SELECT, INSERT ON @DB@.checkpoint_holds TO @USER@;
GRANT SELECT, UPDATE ON @DB@.writers TO @USER@;
GRANT SELECT, INSERT ON @DB@.class_lines TO @USER@;
GRANT SELECT, INSERT ON @DB@.limit_changes TO @USER@;
GRANT SELECT, INSERT ON @DB@.seals TO @USER@;
GRANT SELECT, INSERT ON @DB@.account_entries TO @USER@;
GRANT SELECT, UPDATE ON @DB@.statement_marks TO @USER@;
