"""PDFs that people bring: known by their content, not by their name."""

import pytest
from django.db import connection

from huichang.kernel import papers_in, pictures
from huichang.kernel.papers_in import Brought
from huichang.kernel.refusals import Refused
from tests.kernel.test_papers import usual
from tests.warranty.claiming import JPEG
from tests.world import NOON, World


def pdf(more: bytes = b"", *, before: bytes = b"") -> bytes:
    """A small PDF of one empty page."""
    body = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R" + more + b">>endobj\n"
    body += b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    body += b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    end = b"xref\n0 4\n0000000000 65535 f \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(
        body
    )
    return before + body + end


class TestKeep:
    def test_keeps_it_as_it_is(self, world: World) -> None:
        kept = papers_in.keep(Brought("a.pdf", pdf()), store_id=world.north.pk, at=NOON)
        token = pictures.link(kept.pk).split("/")[2]
        assert pictures.read(token) == (pdf(), "application/pdf")

    @pytest.mark.parametrize(
        ("content", "why"),
        [
            (b"", "不是 PDF"),
            (JPEG, "不是 PDF"),
            (b"%PDF-1.4 but nothing more", "不是 PDF"),
            (b"%PDF-1.4\n<html><script>alert(1)</script></html>\nstartxref\n0\n%%EOF", "不是 PDF"),
            (b"<html>" * 400 + pdf(), "不是 PDF"),
            (b"PK\x03\x04" + b"\0" * 900, "不是 PDF"),
            (pdf(b"/Encrypt 9 0 R"), "密码"),
            (pdf(b"/Names<</JavaScript 7 0 R>>"), "脚本"),
            (pdf(b"/OpenAction<</S/Launch>>"), "脚本"),
            (pdf(b"/Names<</EmbeddedFiles 7 0 R>>"), "夹带"),
            (pdf(b"%" + b"x" * papers_in.MAX_BYTES), "12 MB"),
        ],
    )
    def test_refuses_what_a_phone_should_not_open(self, world: World, content: bytes, why: str) -> None:
        with pytest.raises(Refused, match=why):
            papers_in.keep(Brought("通报.pdf", content), store_id=world.north.pk, at=NOON)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM kernel_picture")
            assert cursor.fetchone() == (0,)

    def test_what_our_own_printer_makes_is_one(self) -> None:
        assert papers_in.is_pdf(usual().pdf())

    def test_bytes_before_the_head_are_borne(self) -> None:
        assert papers_in.is_pdf(pdf(before=b"\xef\xbb\xbf"))


class TestNameOf:
    @pytest.mark.parametrize(
        ("name", "kept"),
        [
            ("制动.pdf", "制动.pdf"),
            ("C:\\a\\制动.pdf", "制动.pdf"),
            ("../../etc/passwd", "passwd"),
            ("a\x00<b>.pdf", "ab.pdf"),
            ("", "附件.pdf"),
            ("长" * 200 + ".pdf", "长" * 76 + ".pdf"),
        ],
    )
    def test_is_one_that_a_page_may_show(self, name: str, kept: str) -> None:
        assert papers_in.name_of(Brought(name, b"")) == kept
