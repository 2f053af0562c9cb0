"""The pieces of screens, as templates get them: what they say, and that nothing from people slips through as markup."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.timezone import now

from huichang.kernel import car_drawing, cards, stages

EVIL = '<img src=x onerror="alert(1)">'


def render(source: str, **values: object) -> str:
    """The template's output with a CSRF token at hand, as a page has it."""
    return Template(source).render(Context({"csrf_token": "tok", **values}))


class TestWords:
    def test_plate_is_drawn_in_two_parts_with_its_colour(self) -> None:
        said = render('{% plate "川AD12345" href="/visit/1/" file="/car/2/" %}')
        assert 'class="plate plate-green plate-m" href="/visit/1/"' in said
        assert "<b>川A</b><i></i><b>D12345</b>" in said
        assert 'href="/car/2/" aria-label="川AD12345 车辆档案"' in said

    def test_a_car_without_plate_says_so(self) -> None:
        assert "未上牌" in render('{% plate "" %}')

    @pytest.mark.req("LANE-07", "LANE-33")
    def test_masked_plate_does_not_carry_the_plate_anywhere(self) -> None:
        said = render('{% plate_masked "川A8F6K2" size="xl" %}')
        assert "8F6K2" not in said
        assert "**6K2" in said

    @pytest.mark.req("LANE-34")
    @pytest.mark.parametrize("key", list(stages.STAGES))
    def test_a_stage_has_colour_icon_and_word(self, key: str) -> None:
        said = render("{% stage key %}", key=key)
        assert f"stage-{key}" in said
        assert f"#{stages.STAGES[key].icon}" in said
        assert stages.STAGES[key].word in said

    def test_waiting_says_for_what(self) -> None:
        assert "等配件" in render('{% stage "waiting" "parts" %}')

    def test_a_light_is_never_colour_alone(self) -> None:
        assert "立即处理" in render('{% light "now" %}')
        assert 'aria-label="留意"' in render('{% light "soon" word=False %}')

    def test_clock_says_what_the_time_means(self) -> None:
        assert "超时" in render("{% clock t %}", t=now() - timedelta(minutes=8))
        assert "data-clock=" in render("{% clock t %}", t=now() + timedelta(minutes=42))
        assert "data-clock=" not in render("{% clock t done=t %}", t=now())
        assert "未定" in render("{% clock None %}")

    def test_since_changes_colour_at_its_thresholds(self) -> None:
        assert 'class="since late"' in render("{% since t amber=8 red=15 %}", t=now() - timedelta(minutes=20))
        assert 'class="since near"' in render("{% since t amber=8 red=15 %}", t=now() - timedelta(minutes=9))

    def test_vin_shows_the_last_six_strong(self) -> None:
        assert (
            render("{{ v|vin }}", v="LSVAA4187E2123456")
            == '<span class="vin">LSVAA4187E2<b>123456</b></span>'
        )

    def test_capitals(self) -> None:
        assert render("{{ x|capital }}", x=Decimal("1234.50")) == "壹仟贰佰叁拾肆元伍角整"


class TestActs:
    def test_an_act_is_a_form_that_happens_once(self) -> None:
        said = render('{% act "开工" url="/go/" main=True job=7 %}')
        assert '<form method="post" action="/go/"' in said
        assert 'name="csrfmiddlewaretoken" value="tok"' in said
        assert re.search(r'name="once" value="[0-9a-f]{32}"', said)
        assert 'name="job" value="7"' in said
        assert "act-main" in said

    def test_every_form_has_a_key_of_its_own(self) -> None:
        keys = re.findall(r'name="once" value="(\w+)"', render("{% once %}{% once %}"))
        assert len(set(keys)) == 2

    def test_a_blocked_act_says_why_and_posts_nothing(self) -> None:
        said = render('{% act "结算" url="/go/" why="还有 2 个项目没有质检。" %}')
        assert "<form" not in said
        assert 'data-why="还有 2 个项目没有质检。"' in said
        assert 'aria-disabled="true"' in said

    def test_a_button_of_another_form_names_itself(self) -> None:
        said = render('{% act "签字" form="sample" step="sign" %}')
        assert '<button type="submit" class="btn" form="sample" name="step" value="sign">' in said

    def test_a_sheet_holds_what_it_is_given(self) -> None:
        said = render('{% sheet "cancel" "取消" %}<p>{{ x }}</p>{% endsheet %}', x=EVIL)
        assert '<dialog id="cancel"' in said
        assert "&lt;img" in said
        assert EVIL not in said

    def test_chips_take_pairs_or_words_and_keep_the_choice(self) -> None:
        said = render('{% chips "why" choices chosen=2 words="more" %}', choices=[(1, "一"), (2, "二")])
        assert 'value="2" checked' in said
        assert 'name="more"' in said
        assert 'value="等配件"' in render('{% chips "why" choices %}', choices=["等配件"])


class TestShows:
    def test_names_of_people_are_never_markup(self) -> None:
        todo = cards.Todo("接车", EVIL, "/x/", name=EVIL, plate="川A8F6K2", post=True, values={"a": EVIL})
        event = cards.Event(now(), EVIL, EVIL, EVIL)
        said = render(
            "{% person x x %}{% notice x 'act' x %}{% tile x x x x %}{% queue t %}{% timeline e %}{% empty x act=x href='/' %}"
            "{% card x sub=x %}{{ x }}{% endcard %}{% plate x %}{% stage x %}{% light x %}{% act x url=x why=x %}"
            "{% steps s %}{% tabs b %}{% photos p %}{% load_bars l %}{% signature_field 'a' label=x words=x %}",
            x=EVIL,
            t=[todo],
            e=[event],
            s=[cards.Step(EVIL)],
            b=[cards.Tab(EVIL, "/")],
            p=[cards.Photo("/p/", EVIL)],
            l=[cards.Load(EVIL, 60, 120, note=EVIL)],
        )
        assert "<img src=x" not in said

    def test_amounts_stand_together_with_the_change(self) -> None:
        said = render("{% amounts a b c %}", a=Decimal("100"), b=None, c=Decimal("150.5"))
        assert all(word in said for word in ("¥100.00", "—", "¥150.50", "+¥50.50"))

    def test_queue_says_so_when_nothing_waits(self) -> None:
        assert "现在没有要做的事" in render("{% queue t %}", t=[])

    def test_load_says_when_a_day_is_over(self) -> None:
        said = render("{% load_bars l %}", l=[cards.Load("今天", 130, 120), cards.Load("明天", 0, 0)])
        assert "超排" in said
        assert "不排班" in said

    def test_promise_shows_first_told_forecast_and_slack(self) -> None:
        at = now()
        said = render(
            "{% promise first=a told=b forecast=c %}",
            a=at,
            b=at + timedelta(minutes=60),
            c=at + timedelta(minutes=100),
        )
        assert all(word in said for word in ("首次承诺", "改约至", "预计完成", "将晚", "40 分"))


class TestDamage:
    MARKS = [
        {"side": "left", "x": 0.25, "y": 0.5, "kind": "scratch"},
        {"side": "nowhere", "x": 1, "y": 1, "kind": "dent"},
        {"side": "right", "x": 7, "y": "?", "kind": EVIL},
    ]

    @pytest.mark.req("LANE-12")
    def test_marks_stand_where_they_were_made(self) -> None:
        left = car_drawing.views(self.MARKS)[0]
        assert (left.side, left.dots[0].number, left.dots[0].x, left.dots[0].y) == ("left", 1, 120.0, 85.0)

    def test_bent_marks_stay_inside_and_are_never_markup(self) -> None:
        right = next(view for view in car_drawing.views(self.MARKS) if view.side == "right")
        assert (right.dots[0].x, right.dots[0].y) == (480.0, 85.0)
        assert "<img" not in render("{% damage_field 'd' marks %}{% damage_view marks %}", marks=self.MARKS)

    def test_the_printed_drawing_carries_the_numbers(self) -> None:
        printed = car_drawing.svg(self.MARKS)
        assert printed.startswith("<svg")
        assert ">1</text>" in printed
        assert ">3</text>" in printed
        assert EVIL not in printed

    def test_the_right_side_is_the_left_one_turned(self) -> None:
        assert "matrix(-1 0 0 1 480 0)" in car_drawing.outline("right")
