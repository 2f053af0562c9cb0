"""Photos that are read: a proposal, never a decision; without the reader one types."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from huichang.kernel import pictures
from huichang.vehicles import reading
from tests.web import signed_in
from tests.world import World

pytestmark = pytest.mark.req("LANE-10", "LANE-12")


@pytest.fixture
def adviser(world: World) -> Client:
    return signed_in(world.adviser)


def photo() -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(content, "JPEG")
    return SimpleUploadedFile("plate.jpg", content.getvalue(), "image/jpeg")


def ask(client: Client, what: str, **files: Any) -> Any:
    return client.post(f"/vehicles/read/{what}/", files, headers={"HX-Request": "true"})


class TestReading:
    def test_proposes_the_plate_on_the_photo(self, adviser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "_read", lambda photo: ["川A·8F6K2"])
        assert ask(adviser, "plate", photo=photo()).json() == {"text": "川A8F6K2", "sure": True, "why": ""}

    def test_says_when_it_doubts_a_vin(self, adviser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "_read", lambda photo: ["LSVAL41Z982104202"])
        said = ask(adviser, "vin", photo=photo()).json()
        assert (said["text"], said["sure"]) == ("LSVAL41Z982104202", False)
        assert said["why"]

    def test_asks_for_typing_when_nothing_was_found(
        self, adviser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "_read", lambda photo: [])
        assert "手工输入" in ask(adviser, "plate", photo=photo()).json()["why"]

    def test_refuses_a_request_without_a_photo(self, adviser: Client) -> None:
        answer = ask(adviser, "vin")
        assert answer.status_code == 422
        assert "没有收到照片" in answer.content.decode()

    def test_refuses_a_photo_that_is_too_large(
        self, adviser: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pictures, "MAX_BYTES", 10)
        answer = ask(adviser, "plate", photo=photo())
        assert answer.status_code == 422
        assert "12 MB" in answer.content.decode()
