"""Places: the tree that everything stands in."""

from django_filters import rest_framework as filters

from commons.api.base import Public
from commons.models import Place
from config.plumbing.shapes import Reading


class PlaceFilters(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=Place.Kind.choices)
    code = filters.CharFilter(lookup_expr="iexact", max_length=20, help_text="The ISO 3166 code.")
    parent = filters.CharFilter(field_name="parent__path", max_length=200, help_text="The path of the place around.")
    name = filters.CharFilter(
        lookup_expr="unaccent__istartswith", max_length=100, help_text="How the name begins; accents do not matter."
    )

    class Meta:
        model = Place
        fields: tuple[str, ...] = ()


class PlaceReading(Reading):
    class Meta:
        model = Place
        fields = ("id", "path", "kind", "code", "name", "population", "latitude", "longitude")


class Places(Public):
    """Planet, country, region, locality, one inside the other; `path` names a place from the planet down."""

    area = "commons"
    queryset = Place.objects.all()
    serializer_class = PlaceReading
    order = ("path",)
    filters = PlaceFilters
    lookup_field = "path"
    lookup_value_converter = "str"
