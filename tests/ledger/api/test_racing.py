"""The same request, sent several times at once."""

import threading

from django.db import connection

from ledger.models import Asset, Entry
from tests.calls import Answer, Caller
from tests.factories import people

METER = {"kind": "meter", "name": "Heat meter", "place": "earth.gb.wls.rct", "identifier": "HEAT 17"}
CALLERS = 4


class TestAtOnce:
    def test_makes_one_and_answers_all_the_same(self, committed_db):
        people.place()
        callers = [Caller(people.person("Asha")) for _ in range(CALLERS)]
        answers: list[Answer] = []
        start = threading.Barrier(CALLERS)

        def call(caller: Caller) -> None:
            start.wait()
            answers.append(caller.post("assets/", METER, key="k1"))
            connection.close()

        threads = [threading.Thread(target=call, args=[caller]) for caller in callers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert {(answer.status, answer.raw) for answer in answers} == {(201, answers[0].raw)}
        assert len(answers) == CALLERS
        assert (Asset.objects.count(), Entry.objects.filter(key="k1").count()) == (1, 1)
