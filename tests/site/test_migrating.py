"""The short way of migrations leaves the same state behind as the long one."""

from django.db import models
from django.db.migrations.state import ModelState, ProjectState

from huichang.site import migrating


def noted() -> tuple[ProjectState, list[models.Index]]:
    state = ProjectState()
    state.add_model(ModelState("x", "car", [("id", models.AutoField(primary_key=True))]))
    assert state.apps.get_model("x", "car")._meta.indexes == []
    index = models.Index(fields=["id"], name="car_by_id")
    state.add_index("x", "car", index)
    return state, [index]


class TestQuickly:
    def test_notes_an_index_without_building_the_model_anew(self) -> None:
        with migrating.quickly():
            state, wanted = noted()
        assert state.models["x", "car"].options["indexes"] == wanted
        assert state.apps.get_model("x", "car")._meta.indexes == []

    def test_the_next_change_of_a_field_builds_the_model_with_it(self) -> None:
        with migrating.quickly():
            state, _ = noted()
            state.add_field("x", "car", "plate", models.CharField(max_length=9, default=""), True)
        assert [each.name for each in state.apps.get_model("x", "car")._meta.indexes] == ["car_by_id"]

    def test_ends_with_the_block(self) -> None:
        with migrating.quickly():
            pass
        state, _ = noted()
        assert [each.name for each in state.apps.get_model("x", "car")._meta.indexes] == ["car_by_id"]
