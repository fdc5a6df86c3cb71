"""Units of account, and the ways in which tokens may flow."""

from django.db import models


class Unit(models.Model):
    """A unit of account. Amounts are integers in its smallest step; two units never mix.

    One named unit is 10**scale steps: the unit gCO2e is counted in grams and shown in kilograms (scale 3).
    """

    class Kind(models.TextChoices):
        TOKEN = "token"  # noqa: S105  (no password)
        MONEY = "money"
        BUDGET = "budget"
        STOCK = "stock"
        DEBT = "debt"

    code = models.CharField(primary_key=True, max_length=40)
    name = models.CharField(max_length=100)
    scale = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="unit_code_is_plain", condition=models.Q(code__regex=r"^[A-Za-z0-9:/._-]+$")),
            models.CheckConstraint(
                name="unit_kind_is_known",
                condition=models.Q(kind__in=["token", "money", "budget", "stock", "debt"]),
            ),
            models.CheckConstraint(name="unit_scale_is_small", condition=models.Q(scale__lte=9)),
        ]

    def __str__(self) -> str:
        return self.code


class Flow(models.Model):
    """One way in which tokens may move: from accounts of one purpose to accounts of another.

    What is not listed is refused by the posting, so that a retired token stays retired.
    """

    debit_purpose = models.CharField(max_length=30)
    credit_purpose = models.CharField(max_length=30)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["debit_purpose", "credit_purpose"], name="flow_listed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.debit_purpose} → {self.credit_purpose}"
