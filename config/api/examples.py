"""The examples of `/developers/`, which work as they stand against the demo; a test runs each of them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Example:
    """A command, what it does, and whether it takes a token."""

    code: str
    title: str | Promise
    command: str
    takes_token: bool = False


BEARER = '-H "Authorization: Bearer $TOKEN"'
ONCE = '-H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)"'
JSON = '-H "Content-Type: application/json"'
HEAT_PUMP = """{{"inputs": {{"heat": "12000 kWh", "heat_by": "metered", "boiler_efficiency": "0.9",
       "fuel": "natural_gas", "performance": "3.2", "country": "GBR"}}}}"""
METER = """{{"kind": "meter", "name": "Heat meter", "place": "earth.gb", "identifier": "HP-2026-0001"}}"""
CREDENTIALS = """-d grant_type=client_credentials \\
  -d 'scope=commons:read commons:write ledger:read ledger:write'"""

EXAMPLES = (
    Example("figures", _("The figures of the whole, and whether they add up"), "curl -s {host}/api/v1/figures/"),
    Example(
        "claims",
        _("The latest claims of one kind of effect"),
        "curl -s '{host}/api/v1/claims/?family=heating&limit=2'",
    ),
    Example("prices", _("What the funds pay today"), "curl -s '{host}/api/v1/prices/?in_force=true'"),
    Example(
        "calculate",
        _("Try a formula: nothing is filed"),
        f"curl -s {{host}}/api/v1/methodologies/heat-pump/calculate/ \\\n  {JSON} \\\n  -d '{HEAT_PUMP}'",
    ),
    Example(
        "token",
        _("A token of your client, for an hour"),
        f'curl -s {{host}}/identity/o/api/token \\\n  -u "$CLIENT_ID:$CLIENT_SECRET" \\\n  {CREDENTIALS}',
    ),
    Example("me", _("Who you are here"), f"curl -s {{host}}/api/v1/me/ {BEARER}", True),
    Example(
        "asset",
        _("Register a meter; sent again with the same key, it is registered once"),
        f"curl -s {{host}}/api/v1/assets/ \\\n  {BEARER} \\\n  {ONCE} \\\n  {JSON} \\\n  -d '{METER}'",
        True,
    ),
    Example("mine", _("Your claims, drafts too"), f"curl -s '{{host}}/api/v1/claims/?mine=true' {BEARER}", True),
)


def told(host: str) -> list[tuple[Example, str]]:
    """Each example with its command for this host."""
    return [(example, example.command.format(host=host)) for example in EXAMPLES]
