-- Notices carry the quantity, so that the list can be read from the largest on.

CREATE OR REPLACE FUNCTION ledger_claim_takes_up() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF ledger_is_live(NEW.state) THEN
        IF NEW.programme_id IS NOT NULL THEN
            PERFORM ledger_claim_joins_a_draft(NEW);
        END IF;
        INSERT INTO ledger_extent (
            claim_id, family_key, period, spread, slot, programme, fingerprint, serial_scope, serials, interior)
        SELECT NEW.id, ledger_family_key(NEW.family), NEW.period, ledger_spread(NEW.place_path, NEW.declares_area),
            CASE WHEN NEW.declares_area THEN '(,)' ELSE int8range(slot, slot, '[]') END,
            coalesce(NEW.programme_id, NEW.id), a.fingerprint, coalesce(a.serial_scope, ''), a.serials, a.interior
        FROM nextval('ledger_extent_slot') AS slot LEFT JOIN ledger_asset a ON a.id = NEW.asset_id;
        INSERT INTO ledger_notice (
            claim_id, filed_at, claimant_id, family, methodology, vintage, tier, place_path, quantity_g)
        SELECT NEW.id, NEW.filed_at, NEW.claimant_id, NEW.family, NEW.methodology, NEW.vintage, NEW.tier,
            NEW.place_path, NEW.quantity_g;
    ELSE
        DELETE FROM ledger_extent WHERE claim_id = NEW.id;
    END IF;
    UPDATE ledger_evidence SET live = ledger_is_live(NEW.state) WHERE claim_id = NEW.id;
    RETURN NULL;
END $$;
