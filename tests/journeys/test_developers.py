"""An integrator's first minutes: every command of `/developers/`, as it stands there, against a server."""

import json
import os
import subprocess
from typing import Any

from config.api import examples
from tests.browser import servers
from tests.calls import client_of
from tests.factories import claims, funds, people


def run(command: str, **variables: str) -> Any:
    """What a shell prints for the command."""
    done = subprocess.run(
        ["bash", "-c", command], capture_output=True, env=os.environ | variables, timeout=60, check=True
    )
    return json.loads(done.stdout)


class TestDevelopers:
    def test_copies_the_examples_and_they_work(self, committed_db, tmp_path):
        asha = people.person("Asha")
        funds.price(funds.fund())
        claims.submitted(asha)
        draft = claims.draft(asha)
        variables = {"CLIENT_ID": client_of(asha).pk, "CLIENT_SECRET": "a secret"}
        answers = {}

        with servers.serving(committed_db, tmp_path) as address:
            for example, command in examples.told(address):
                assert example.takes_token == ("$TOKEN" in command)
                answers[example.code] = run(command, **variables)
                if example.code == "token":
                    variables["TOKEN"] = answers["token"]["access_token"]

        assert [code for code, answer in answers.items() if "status" in answer] == []
        assert answers["calculate"]["quantity"]["value"] == str(claims.HEAT_PUMP_G)
        assert answers["prices"]["results"][0]["per_tonne"] == {"value": "80.00", "currency": "EUR"}
        assert len(answers["claims"]["results"]) == 1
        assert answers["me"]["agent"]["name"] == "Asha"
        assert answers["asset"]["kind"] == "meter"
        assert str(draft.pk) in [row["id"] for row in answers["mine"]["results"]]
