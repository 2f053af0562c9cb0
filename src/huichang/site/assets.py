"""Static files as they are served: named by their content, and compressed quickly."""

from typing import Any

import brotli
from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

QUALITY = 5
"""Of 11: a tenth larger than the best, in a thirtieth of the time of the first start."""


class QuickCompressor(Compressor):  # type: ignore[misc]  # has no types
    """Leaves out what only a debugger asks for."""

    SKIP_COMPRESS_EXTENSIONS = (*Compressor.SKIP_COMPRESS_EXTENSIONS, "map")

    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        """The bytes as a browser takes them under `Content-Encoding: br`."""
        done: bytes = brotli.compress(data, quality=QUALITY)
        return done


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # has no types
    """WhiteNoise's storage with our compressor."""

    def create_compressor(self, **kwargs: Any) -> QuickCompressor:
        """What compresses; `extensions`: None for those of the compressor itself."""
        return QuickCompressor(**kwargs)
