"""What pages are made of: files that stay small, icons that exist, nothing from elsewhere, no script in a page."""

import re
from pathlib import Path

from huichang.kernel import stages
from huichang.site import menu, policy, settings
from tests.architecture import sources

PACKAGE = Path(settings.PACKAGE)
OWN = PACKAGE / "site" / "static" / "huichang"
TEMPLATES = sorted(PACKAGE.rglob("*.html"))
ICONS = {
    line.strip()
    for line in (sources.PROJECT / "tools" / "icons.txt").read_text("utf-8").splitlines()
    if line.strip() and not line.startswith("#")
}


class TestStatic:
    def test_every_icon_that_is_named_is_in_the_sprite(self) -> None:
        named: dict[str, str] = {stage.icon: "stages" for stage in stages.STAGES.values()}
        named |= {icon: "stages" for _, icon in stages.WAITING_FOR.values()}
        named |= {place.icon: "menu" for place, _ in menu.PLACES}
        for path in [*TEMPLATES, *sorted(PACKAGE.rglob("*.py"))]:
            for icon in re.findall(r'(?:\bicon=|\{% icon )"([a-z][a-z0-9-]*)"', path.read_text("utf-8")):
                named[icon] = str(path.relative_to(PACKAGE))
        assert {icon: where for icon, where in named.items() if icon not in ICONS} == {}

    def test_files_stay_within_400_lines(self) -> None:
        long = {
            path.name: lines
            for path in OWN.iterdir()
            if (lines := len(path.read_text("utf-8").splitlines())) > 400
        }
        assert long == {}

    def test_the_templates_name_every_own_file_and_nothing_from_elsewhere(self) -> None:
        pages = "".join(path.read_text("utf-8") for path in TEMPLATES)
        named = set(re.findall(r'static "huichang/([\w.-]+)"', pages))
        assert named == {path.name for path in OWN.iterdir()}
        for path in [*TEMPLATES, *OWN.iterdir()]:
            assert not re.search(
                r"(?:src|href|url)\s*[=(]\s*[\"']?(?:https?:)?//", path.read_text("utf-8")
            ), path

    def test_no_template_carries_a_script_of_its_own(self) -> None:
        for path in TEMPLATES:
            text = path.read_text("utf-8")
            assert not re.search(r"<script(?![^>]*\bsrc=)", text), path
            assert not re.search(r"\son\w+=[\"']", text), path
            assert "<style" not in text, path

    def test_the_policy_allows_no_inline_script(self) -> None:
        assert "script-src 'self' 'wasm-unsafe-eval';" in policy.CONTENT
        assert "'unsafe-eval'" not in policy.CONTENT
