"""`manage.py draw_outlines FILE`: our map of the world, from public-domain shapes."""

import csv
import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from babel.core import get_global
from django.conf import settings
from django.core.management.base import BaseCommand

from commons.rules import outlines
from config.plumbing.charts import projection

SOURCE = "Shapes: Natural Earth 1:110m (public domain), simplified, cut at 180 degrees and projected by draw_outlines."
HEAD = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="{projection.VIEW_BOX}">
<metadata>{SOURCE}</metadata>
<g id="land">
"""


class Command(BaseCommand):
    """Run when the shapes or the map's projection change; what it writes is kept in the repository."""

    help = "Draw static/maps/world.svg and commons/data/centres.csv from a TopoJSON file of Natural Earth's countries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="countries-110m.json, as TopoJSON with ISO 3166 numbers")
        parser.add_argument("--into", type=Path, default=settings.BASE_DIR, help="The folder to write below")

    def handle(self, **options: Any) -> None:
        topology = json.loads(options["file"].read_text())
        drawn = [outline for outline in outlines.read(topology, _codes()) if outlines.path(outline)]
        drawn.sort(key=lambda outline: outline.code)
        map_file, centres_file = (
            options["into"] / name for name in ("static/maps/world.svg", "commons/data/centres.csv")
        )
        map_file.parent.mkdir(parents=True, exist_ok=True)
        centres_file.parent.mkdir(parents=True, exist_ok=True)
        map_file.write_text(HEAD + "".join(map(_element, drawn)) + "</g>\n</svg>\n")
        with centres_file.open("w", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["code", "longitude", "latitude"])
            writer.writerows([outline.code, *outline.centre] for outline in drawn if outline.code)
        self.stdout.write(f"{len(drawn)} countries drawn, {map_file.stat().st_size:,} bytes.")


def _codes() -> dict[str, str]:
    """ISO 3166 numbers to letters, from the CLDR."""
    return {number: codes[0] for number, codes in get_global("territory_aliases").items() if number.isdigit()}


def _element(outline: outlines.Outline) -> str:
    name = f' id="{outline.code.lower()}"' if outline.code else ""
    return f'<path{name} d="{outlines.path(outline)}"/>\n'
