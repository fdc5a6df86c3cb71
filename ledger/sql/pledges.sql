-- Pledges by their number, and no instalment asked for twice.

DROP TRIGGER pledge_transition ON ledger_pledge;
CREATE TRIGGER pledge_transition BEFORE UPDATE ON ledger_pledge FOR EACH ROW
WHEN (ROW(OLD.id, OLD.number, OLD.funder_id, OLD.fund_id, OLD.cadence, OLD.instalment_cents, OLD.cap_cents, OLD.starts_on,
          OLD.ends_on, OLD.pledged_at, OLD.family, OLD.place_path, OLD.vintage_from, OLD.vintage_until)
    IS DISTINCT FROM
      ROW(NEW.id, NEW.number, NEW.funder_id, NEW.fund_id, NEW.cadence, NEW.instalment_cents, NEW.cap_cents, NEW.starts_on,
          NEW.ends_on, NEW.pledged_at, NEW.family, NEW.place_path, NEW.vintage_from, NEW.vintage_until)
    OR NEW.due_on < OLD.due_on
    OR (OLD.due_on IS NULL AND NEW.due_on IS NOT NULL AND OLD.state <> 'active')
    OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (
        ('active', 'paused'), ('paused', 'active'), ('active', 'fulfilled'), ('paused', 'fulfilled'),
        ('active', 'withdrawn'), ('paused', 'withdrawn'))))
EXECUTE FUNCTION ledger_fund_refuse('A pledge keeps its terms, and does not go from that state to that one.');
ALTER TABLE ledger_pledge ENABLE ALWAYS TRIGGER pledge_transition;
