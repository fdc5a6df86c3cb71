"""Second factors: the secrets of authenticator apps and recovery codes are stored encrypted."""

import base64

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Adapter(DefaultMFAAdapter):
    """A copy of the database alone opens nobody's account: the key is derived from the instance's own."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"second factors").derive(settings.INSTANCE_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
