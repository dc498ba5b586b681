"""Time the search for digests in a long document, and in a page whose lines are all broken."""

from __future__ import annotations

import random
import time

from survivorgraph.sources.evidence import find_digests, make_digest


def make_document() -> tuple[str, set[str]]:
    """Return a text of 34,000 words and 1,500 digests of passages in it, the same in each run."""
    rng = random.Random(7)
    words = [f"{rng.choice(['mo', 'ta', 'ri'])}{rng.randrange(4000)}" for _ in range(34_000)]
    digests = set()
    for _ in range(1500):
        start = rng.randrange(len(words) - 45)
        digests.add(make_digest(" ".join(words[start : start + rng.randint(5, 44)])))
    return "\n".join(" ".join(words[at : at + 12]) for at in range(0, len(words), 12)), digests


def main() -> None:
    inputs = {
        "1,500 digests in 34,000 words": make_document(),
        "one digest, 500 broken lines": ("-\n".join(["ab"] * 500), {make_digest("not in this text at all")}),
    }
    for name, (text, digests) in inputs.items():
        start = time.process_time()
        found = find_digests(text, digests)
        print(f"{name}: {time.process_time() - start:.2f} s of processor time, {len(found):,} found")


if __name__ == "__main__":
    main()
