"""The API's edge of the commons, and what every noun of the API stands on."""
