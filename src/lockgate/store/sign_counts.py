"""The signature counters of security keys: one that does not rise shows a copy (WebAuthn Level 3, section 7.2)."""

from hashlib import sha256

from django.db import transaction

from lockgate.store.models.sign_counts import SignCountRow


def rises(credential: bytes, counter: int) -> bool:
    """Whether a signature's counter is above every one that this credential sent before; it is kept from then on.

    A key that counts nothing says 0 each time, and is believed as long as it never said anything else.

    Args:
        credential: its document.
        counter: as its authenticator stated it, under its signature, which verified.
    """
    name = sha256(credential).hexdigest()
    with transaction.atomic():
        row, _ = SignCountRow.objects.get_or_create(credential=name)
        if row.counter == counter == 0:
            return True
        # One statement: of two signatures that come at once, each is asked against the other.
        return SignCountRow.objects.filter(credential=name, counter__lt=counter).update(counter=counter) == 1
