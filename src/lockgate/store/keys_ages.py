"""How long each of the office's keys is in force, and when another is due (docs/bounds.md)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509

from lockgate.canonical import parse_canonical
from lockgate.store.home import Home
from lockgate.store.keyring import RELEASE_CERTIFICATE_FILE
from lockgate.store.keys_kept import KeyName, retired
from lockgate.store.keys_officers import load_certificate
from lockgate.store.keys_rotation import CHANGED, NAMES
from lockgate.store.models.acts import ActRow
from lockgate.store.models.log import EntryRow

TERM = timedelta(days=366)
"""A house value: how long a key of the office is in force before another takes its place."""

TOLD_BEFORE = timedelta(days=30)
"""How long before that day those who keep the keys are told."""


@dataclass(frozen=True, slots=True)
class Age:
    """One key of the office that is in force: its name, and since when, aware."""

    name: str
    since: datetime

    @property
    def due(self) -> datetime:
        """When another is due."""
        return self.since + TERM

    def is_told(self, at: datetime) -> bool:
        """Whether those who keep it are told by now."""
        return at >= self.due - TOLD_BEFORE

    def is_over(self, at: datetime) -> bool:
        """Whether its term has passed."""
        return at > self.due


def key_ages(home: Home) -> tuple[Age, ...]:
    """Every key of the office that is in force: since its entry, or since the office was founded.

    Raises:
        UsageError: the first release certificate is missing or cannot be read.
    """
    founded = _founded(home)
    entered: dict[str, datetime] = {}
    acts = ActRow.objects.filter(entry__in=EntryRow.objects.filter(act=CHANGED)).select_related("entry")
    for act in acts.order_by("entry__id"):
        match parse_canonical(bytes(act.content)):
            case {"event": "rotate", "key": str(name)}:
                entered[name] = act.entry.at
    return tuple(Age(name, entered.get(name, founded)) for name in map(str, NAMES))


def _founded(home: Home) -> datetime:
    """The instant of the founding: the first release certificate is valid from then."""
    folder = (*retired(home, KeyName.RELEASE)[-1:], home.keys)[0]
    return x509.load_der_x509_certificate(load_certificate(folder / RELEASE_CERTIFICATE_FILE)).not_valid_before_utc


def past_term(home: Home, names: Collection[KeyName], at: datetime) -> Age | None:
    """The first of these keys whose term has passed: nothing new is made with it."""
    return next((one for one in key_ages(home) if one.name in names and one.is_over(at)), None)
