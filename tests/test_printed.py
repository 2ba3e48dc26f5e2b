"""The printed specs leave none out."""

import pytest
from printed import SPECS, sentence, themes


def test_every_spec_is_printed_once_under_its_title(request: pytest.FixtureRequest) -> None:
    # A run of this file alone has collected no specs to compare with.
    collected = [item for item in request.session.items if item.path.parent == SPECS]
    named = {
        sentence(next(part for part in item.nodeid.split("::") if part.startswith("test_")).partition("[")[0])
        for item in collected
    }
    printed = [one for _, sentences in themes(SPECS) for one in sentences]
    assert len(printed) == len(set(printed)) > 250
    assert named <= set(printed)


def test_every_title_is_one_sentence() -> None:
    assert all(title.endswith(".") for title, _ in themes(SPECS))
