"""Tiles and entry bundles (C2SP tlog-tiles): the files that a log of a given size consists of.

A tile holds up to 256 consecutive hashes of one level, eight tree levels above the tiles below it;
an entry bundle holds the up to 256 entries of a level-0 tile, each after its length in two bytes.
Here a tree has exactly the files of its size: of the rightmost tile of a level only its present
width, never one that a later size has superseded.
"""

from collections.abc import Iterator, Sequence

from lockgate.tlog.merkle import leaf_hash, root_of

WIDTH = 256
"""Hashes in a full tile, entries in a full bundle."""

LONGEST_ENTRY = 0xFFFF
"""The most bytes an entry can have in a bundle."""

ENTRIES = "entries"
"""The folder of the entry bundles, where a level's number stands for hashes."""


def _numbered(index: int, width: int) -> str:
    """`<N>[.p/<W>]`: three digits an element, all but the last marked with an x."""
    last, groups = f"{index % 1000:03d}", []
    index //= 1000
    while index:
        groups.append(f"x{index % 1000:03d}")
        index //= 1000
    partial = "" if width == WIDTH else f".p/{width}"
    return "/".join([*reversed(groups), last]) + partial


def _check_place(index: int, width: int) -> None:
    if index < 0 or not 0 < width <= WIDTH:
        raise ValueError(f"a tile has an index from 0 and a width of 1 to {WIDTH}, not {index} and {width}")


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Where a tile lies: `tile/<L>/<N>`, a partial one with `.p/<W>`.

    Raises:
        ValueError: for a level not in 0 to 63, an index below 0, a width not in 1 to 256.
    """
    _check_place(index, width)
    if not 0 <= level < 64:
        raise ValueError(f"a tile's level is 0 to 63, not {level}")
    return f"tile/{level}/{_numbered(index, width)}"


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where an entry bundle lies: `tile/entries/<N>`, a partial one with `.p/<W>`.

    Raises:
        ValueError: for an index below 0 or a width not in 1 to 256.
    """
    _check_place(index, width)
    return f"tile/{ENTRIES}/{_numbered(index, width)}"


def widths(count: int) -> Iterator[tuple[int, int]]:
    """The (index, width) of the tiles that hold `count` hashes: full ones, then perhaps one partial."""
    for begin in range(0, count, WIDTH):
        yield begin // WIDTH, min(WIDTH, count - begin)


def tree_paths(size: int) -> Iterator[str]:
    """The paths of all tiles and entry bundles of a tree of that size, one by one.

    A size is somebody's claim: ask for the next path only when this one was found.
    """
    yield from (entries_path(index, width) for index, width in widths(size))
    level, count = 0, size
    while count:
        for index, width in widths(count):
            yield tile_path(level, index, width)
        level, count = level + 1, count // WIDTH


def hash_tiles(leaf_hashes: Sequence[bytes]) -> Iterator[tuple[str, bytes]]:
    """The path and the bytes of every tile of the tree over these leaf hashes, lowest level first."""
    level, hashes = 0, leaf_hashes
    while hashes:
        above = []
        for index, width in widths(len(hashes)):
            part = hashes[index * WIDTH : index * WIDTH + width]
            yield tile_path(level, index, width), b"".join(part)
            if width == WIDTH:
                above.append(root_of(part))
        level, hashes = level + 1, above


def bundle_of(entries: Sequence[bytes]) -> bytes:
    """The bytes of one entry bundle.

    Raises:
        ValueError: for no entry, more than 256, or one longer than 65,535 bytes.
    """
    if not 0 < len(entries) <= WIDTH:
        raise ValueError(f"an entry bundle holds 1 to {WIDTH} entries, not {len(entries)}")
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ValueError(f"an entry is at most {LONGEST_ENTRY:,} bytes long")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(data: bytes, width: int) -> tuple[bytes, ...]:
    """The entries of a bundle that must hold exactly `width` of them.

    Raises:
        ValueError: where an entry is cut short, or there are fewer or more.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        begin = at + 2
        at = begin + int.from_bytes(data[at:begin], "big")
        if begin > len(data) or at > len(data):
            raise ValueError(f"the entry bundle breaks off in entry {len(entries)}")
        entries.append(data[begin:at])
    if len(entries) != width:
        raise ValueError(f"the entry bundle holds {len(entries)} entries, not {width}")
    return tuple(entries)


def tree_files(entries: Sequence[bytes]) -> dict[str, bytes]:
    """Every tile and entry bundle of the tree over these entries, by path below the log's folder.

    Raises:
        ValueError: where an entry is longer than 65,535 bytes.
    """
    files = {
        entries_path(index, width): bundle_of(entries[index * WIDTH : index * WIDTH + width])
        for index, width in widths(len(entries))
    }
    files.update(hash_tiles([leaf_hash(entry) for entry in entries]))
    return files
