-- A collective never loses its last steward while somebody else is in it. Asked when the transaction commits, so that
-- a steward can hand over and go in one step; two who go at once wait for one another at the collective's row.
CREATE FUNCTION commons_keep_a_steward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM commons_agent WHERE id = OLD.collective_id FOR NO KEY UPDATE;
    IF EXISTS (SELECT FROM commons_membership WHERE collective_id = OLD.collective_id AND until IS NULL)
       AND NOT EXISTS (SELECT FROM commons_membership
                       WHERE collective_id = OLD.collective_id AND until IS NULL AND role = 'steward') THEN
        RAISE EXCEPTION 'The last steward of a collective cannot go while others are in it: name another first.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_keeps_a_steward', TABLE = 'commons_membership';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER membership_keeps_a_steward AFTER UPDATE OR DELETE ON commons_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.role = 'steward' AND OLD.until IS NULL) EXECUTE FUNCTION commons_keep_a_steward();

-- Who reads what is told to an agent: the person themselves, or everybody who is in the collective today.
CREATE VIEW commons_behind AS
SELECT agent_id, id AS user_id, agent_id AS person_id, NULL::varchar AS role
FROM commons_user WHERE agent_id IS NOT NULL AND is_active
UNION ALL
SELECT m.collective_id, u.id, m.member_id, m.role
FROM commons_membership m JOIN commons_user u ON u.agent_id = m.member_id
WHERE m.until IS NULL AND u.is_active;
