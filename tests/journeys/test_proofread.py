"""Files whose words break a rule are not loaded, and everything stays as it was."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from coaching.settings import templates_dir

if TYPE_CHECKING:
    from tests.world import World

pytestmark = pytest.mark.database


def test_a_file_that_breaks_a_rule_is_not_loaded(world: "World", tmp_path: Path) -> None:
    from coaching.journeys import publish
    from coaching.journeys.proofread import TextRefused
    from coaching.store.models import TemplateVersion

    copy = tmp_path / "templates"
    shutil.copytree(templates_dir(), copy)
    (copy / "sms" / "magnesium" / "day-03.txt").write_text("{{ brand }}: Slow breath cures stress.\n")
    before = TemplateVersion.objects.count()
    with pytest.raises(TextRefused, match="CLAIM-VERB: sms/magnesium/day-03: Say what is known"):
        publish.load_files(copy, world.office.house, world.moment())
    assert TemplateVersion.objects.count() == before


def test_the_files_that_are_shipped_are_loaded_again_without_a_change(world: "World") -> None:
    from coaching.journeys import publish

    offered = publish.load_files(templates_dir(), world.office.house, world.moment())
    assert all(each.version is None and each.drafted == () for each in offered)
