"""What a deciding officer sends back, and on which ground: the closed list, with where each is written (R47).

A vote covers every record that is put to it. Whoever does not affirm all of them names those they do not, and the
proposal goes back as a whole; the next one has its own hash and no votes.
"""

from collections.abc import Mapping
from enum import StrEnum


class SendBackGround(StrEnum):
    """Why a deciding officer does not affirm a record."""

    RELEVANCE = "relevance"
    ENGAGEMENT = "engagement"
    PURPOSE = "purpose"
    AUTHORITY = "authority"
    IDENTITY = "identity"
    OTHER = "other"


WRITTEN_IN: Mapping[SendBackGround, str] = {
    SendBackGround.RELEVANCE: "R13, R47, 26 U.S.C. 6103(i)(2)(B)(iv)",
    SendBackGround.ENGAGEMENT: "R20, R53, 26 U.S.C. 6103(i)(2)(A)",
    SendBackGround.PURPOSE: "R54, 26 U.S.C. 6103(i)(2)(A)",
    SendBackGround.AUTHORITY: "R11, R14 to R16, 26 U.S.C. 6103(i)(2)(B)(iii)",
    SendBackGround.IDENTITY: "R05, R08, R24, 26 U.S.C. 6103(i)(2)(B)(i)",
    SendBackGround.OTHER: "R47",
}
"""Ground -> the requirements and the paragraph it rests on."""
