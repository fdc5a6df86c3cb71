"""The API's edge of the ledger: shape in, one call, shape out."""
