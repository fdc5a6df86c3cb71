-- What the claims' tables are made of.

CREATE SEQUENCE ledger_claim_reference;
CREATE SEQUENCE ledger_extent_slot;

-- A range of paths in the order of their bytes: all that lies inside a place is one range, from "path." up to "path/".
CREATE TYPE ledger_placerange AS RANGE (subtype = text, collation = "C", multirange_type_name = ledger_placemultirange);
