"""A place, as people write it."""

from commons.forms.places import PlaceField

__all__ = ["PlaceField"]
