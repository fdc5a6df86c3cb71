"""How often somebody may call: counted in the cache, a window at a time, and told in each answer."""

import math
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpResponse
from redis import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

WINDOW_SECONDS = 60


class WindowThrottle(BaseThrottle):
    """So many requests a minute for each caller, reads and writes apart; anonymous ones by their address.

    One increment is atomic, so that callers cannot get more by calling at once. Without a cache nobody is held up.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        policy = _policy(request)
        most = settings.API_RATE_LIMITS[policy]
        window, into = divmod(time.time(), WINDOW_SECONDS)
        self.seconds_left = WINDOW_SECONDS - into
        used = _count(f"api-{policy}-{self._who(request)}-{int(window)}")
        if used is None:
            return True
        sent: Any = request._request
        sent.rate = (policy, most, max(0, most - used), math.ceil(self.seconds_left))
        return used <= most

    def wait(self) -> float:
        return self.seconds_left

    def _who(self, request: Request) -> str:
        return str(request.user.pk) if request.user.is_authenticated else str(self.get_ident(request))


def tell(request: Any, response: HttpResponse) -> None:
    """RateLimit and RateLimit-Policy, as the draft of the IETF writes them."""
    if rate := getattr(request, "rate", None):
        policy, most, left, seconds = rate
        response["RateLimit-Policy"] = f'"{policy}";q={most};w={WINDOW_SECONDS}'
        response["RateLimit"] = f'"{policy}";r={left};t={seconds}'


def _policy(request: Request) -> str:
    if not request.user.is_authenticated:
        return "anonymous"
    return "reads" if request.method in ("GET", "HEAD", "OPTIONS") else "writes"


def _count(key: str) -> int | None:
    try:
        cache.add(key, 0, timeout=2 * WINDOW_SECONDS)
        return int(cache.incr(key))
    except (RedisError, ValueError):  # no cache, or one that was emptied between the two
        return None
