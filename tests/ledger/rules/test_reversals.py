"""Who bears a reversal."""

from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import reversals

STOCKS = st.lists(st.tuples(st.text(max_size=2), st.integers(0, 50)), max_size=4)


class TestPlan:
    def test_goes_from_own_to_buffer_to_pool_to_debt(self):
        plan = reversals.plan(100, own=[("held", 30), ("funded", 20)], buffer=[("buffer", 10)], pool=[("old", 15)])

        assert plan.own == [("held", 30), ("funded", 20)]
        assert plan.buffer == [("buffer", 10)]
        assert plan.pool == [("old", 15)]
        assert plan.debt_g == 25

    def test_leaves_the_rest_alone_when_own_tokens_suffice(self):
        plan = reversals.plan(10, own=[("held", 30)], buffer=[("buffer", 10)], pool=[("old", 15)])

        assert (plan.own, plan.buffer, plan.pool, plan.debt_g) == ([("held", 10)], [], [], 0)

    @given(st.integers(1, 400), STOCKS, STOCKS, STOCKS)
    def test_accounts_for_every_gram(self, grams, own, buffer, pool):
        plan = reversals.plan(grams, own=own, buffer=buffer, pool=pool)

        assert reversals.total(plan.takes) + plan.debt_g == grams
        assert plan.debt_g == 0 or reversals.total(plan.takes) == sum(g for _, g in [*own, *buffer, *pool])
