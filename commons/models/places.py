"""Places: planet, country, region, locality, one inside the other."""

from django.db import models

from commons.rules import ids


class Place(models.Model):
    """A place on Earth that holds people, budgets and claims.

    `path` names it from the planet down, dot between levels ("earth.gb.wls.rct"), so that all that lies
    inside a place is one range of the index: from `path + "."` up to `path + "/"`.
    """

    class Kind(models.TextChoices):
        PLANET = "planet"
        COUNTRY = "country"
        REGION = "region"
        LOCALITY = "locality"

    id = models.UUIDField(primary_key=True, default=ids.uuid7, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    code = models.CharField(max_length=20, blank=True, help_text="ISO 3166 code of a country or region, if it has one")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=200, unique=True, db_collation="C")
    population = models.PositiveBigIntegerField(null=True, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)

    class Meta:
        ordering = ["path"]
        constraints = [
            models.CheckConstraint(
                name="place_path_is_lower_case_labels",
                condition=models.Q(path__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)*$"),
            ),
            models.CheckConstraint(
                name="place_only_the_planet_has_no_parent",
                condition=models.Q(kind="planet", parent=None) | (~models.Q(kind="planet") & ~models.Q(parent=None)),
            ),
            models.CheckConstraint(
                name="place_latitude_in_range",
                condition=models.Q(latitude=None) | models.Q(latitude__range=(-90, 90)),
            ),
            models.CheckConstraint(
                name="place_longitude_in_range",
                condition=models.Q(longitude=None) | models.Q(longitude__range=(-180, 180)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
