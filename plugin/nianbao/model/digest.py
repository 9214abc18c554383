"""Digests of contents, by which it is known that nothing has changed."""


def digest(content: bytes) -> str:
    """Return the SHA-256 of a content in hexadecimal digits."""
    from hashlib import sha256  # noqa: PLC0415 - OpenSSL takes longer to load than many a command to run

    return sha256(content).hexdigest()
