"""What the static files are compressed by."""

import brotli

from huichang.site.assets import QuickCompressor


class TestQuickCompressor:
    def test_gives_what_browsers_read(self) -> None:
        page = b"<p>\xe5\x9b\x9e\xe5\x8e\x82</p>" * 100
        packed = QuickCompressor.compress_brotli(page)
        assert len(packed) < len(page) / 10
        assert brotli.decompress(packed) == page

    def test_leaves_out_pictures_and_what_only_a_debugger_asks_for(self) -> None:
        compressor = QuickCompressor(quiet=True, extensions=None)
        assert not compressor.should_compress("bundle.js.map")
        assert not compressor.should_compress("car.png")
        assert compressor.should_compress("pieces.css")
