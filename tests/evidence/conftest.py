"""A package to check, shared by the specs that do not change its ledger."""

from pathlib import Path
from typing import NamedTuple

import pytest
from evidence.scene import Members, Scene, scene


class Given(NamedTuple):
    """A scene and a package of it, reviewed and handed over."""

    scene: Scene
    members: Members

    @property
    def tiles(self) -> tuple[object, ...]:
        return "--tiles", self.scene.store.folder


@pytest.fixture(scope="session")
def package(tmp_path_factory: pytest.TempPathFactory) -> Given:
    made = scene(tmp_path_factory.mktemp("tiles"))
    prepared = made.make()
    made.recorded(prepared)
    return Given(made, made.passed_on(prepared))


@pytest.fixture
def alone(tmp_path: Path) -> Scene:
    """A scene of one's own."""
    return scene(tmp_path / "tiles")
