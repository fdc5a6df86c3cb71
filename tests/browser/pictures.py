"""`make screenshots`: the main pages, light and dark, as docs/images/ and the README show them."""

import pytest
from django.conf import settings

from tests.browser import looks

IMAGES = settings.BASE_DIR / "docs" / "images"
SHOWN = {
    "home": ("anonymous", lambda world: "/"),
    "claims": ("anonymous", lambda world: "/claims/"),
    "claim": ("anonymous", lambda world: f"/claims/{world.claim.reference}/"),
    "fund": ("funder", lambda world: f"/funds/{world.fund.pk}/"),
    "verify": ("verifier", lambda world: f"/claims/{world.in_review.reference}/verify/"),
    "admin": ("operator", lambda world: "/admin/"),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SHOWN)
def test_take_the_picture_of(window, world, name, scheme):
    who, address = SHOWN[name]
    with window(who, 1280, scheme, js=True).new_page() as page:
        opened = looks.open_page(page, address(world))
        assert opened.answer.status == 200
        IMAGES.mkdir(exist_ok=True)
        page.screenshot(path=IMAGES / f"{name}-{scheme}.png", scale="css")
