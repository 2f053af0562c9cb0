"""From a bare machine to an environment that can run: each step only when what it depends on has changed.

Standard library only. A step that has been done leaves a mark, the hash of its inputs, in the environment.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tools import assets

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
# What each purpose needs; the locks of the tests and of the camera contain what a run needs, at the same versions.
LOCKS = {
    "run": ROOT / "requirements.lock",
    "test": ROOT / "requirements-dev.lock",
    "camera": ROOT / "requirements-camera.lock",
}
BOOTSTRAP = ROOT / "bootstrap.lock"
MARKS = ENVIRONMENT / "huichang.json"
NETWORK = "请检查网络或 pip、npm 的镜像设置后再运行一次。"


class SetupFailed(RuntimeError):
    """A step could not be done; the message is for the person at the terminal."""


def prepare(purpose: str) -> None:
    """Bring the environment to what `purpose` (`run`, `test`, `camera`) needs. Raises SetupFailed."""
    told: list[bool] = []

    def step(says: str, work: Callable[[], None]) -> None:
        if not told:
            told.append(True)
            print("回厂 · 准备运行环境（只有第一次和更新以后需要）", flush=True)
        began, by_hand = time.monotonic(), sys.stdout.isatty()
        if by_hand:
            print(f"  … {says}", end="\r", flush=True)
        work()
        print(f"  ✓ {says}  {time.monotonic() - began:.1f} 秒", flush=True)

    if _marks().get("environment") != _environment_mark() or not PYTHON.exists():
        step("Python 环境", _make_environment)
        _mark(environment=_environment_mark())
    have = set(_marks().get("purposes", "").split())
    # What was added before, for the tests or for the camera, stays; either contains what a run needs.
    wanted = (have | {purpose}) - {"run"} or {"run"}
    if wanted != have or _marks().get("packages") != _hash(*_locks(wanted)):
        step("依赖包（核对校验和）", lambda: _install(wanted))
        _mark(purposes=" ".join(sorted(wanted)), packages=_hash(*_locks(wanted)))
    _put_sources_on_path()
    if _marks().get("npm") != _npm_mark() or not assets.PACKAGES.exists():
        step("页面素材下载", _fetch_assets)
        _mark(npm=_npm_mark())
    if _marks().get("assets") != _assets_mark() or not assets.SERVED.exists():
        step("页面素材整理", assets.copy)
        _mark(assets=_assets_mark())


def environment() -> dict[str, str]:
    """The environment variables in which the environment's own programs run."""
    return {**os.environ, "PATH": f"{ENVIRONMENT / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def _make_environment() -> None:
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = _venv()
    if made.returncode and os.geteuid() == 0 and shutil.which("apt-get"):
        # Debian keeps the part of Python that makes environments in a package of its own.
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True)
        subprocess.run(["apt-get", "install", "-y", "-qq", "python3-venv"], capture_output=True)
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        made = _venv()
    if made.returncode:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        raise SetupFailed(
            "这台机器的 Python 缺少 venv 模块。请先安装，再运行一次；"
            "Debian 或 Ubuntu：sudo apt-get install python3-venv。\n" + _last_words(made)
        )


def _venv() -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], capture_output=True, text=True)


def _locks(purposes: set[str]) -> list[Path]:
    return [*(LOCKS[each] for each in sorted(purposes)), BOOTSTRAP]


def _install(purposes: set[str]) -> None:
    quiet = ("--quiet", "--require-hashes")
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *quiet]
    first = subprocess.run([*pip, "-r", BOOTSTRAP], capture_output=True, text=True)
    if first.returncode:
        raise SetupFailed(f"依赖包下载失败，{NETWORK}\n{_last_words(first)}")
    locks = _locks(purposes)
    sync = subprocess.run(
        [ENVIRONMENT / "bin" / "uv", "pip", "sync", *quiet, "--python", PYTHON, *locks],
        env={**_pip_settings_for_uv(), **environment(), "VIRTUAL_ENV": str(ENVIRONMENT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if sync.returncode == 0:
        return
    # uv does not read every setting that pip knows (mirrors, certificates): pip is slower and gets there too.
    named = [part for lock in locks for part in ("-r", lock)]
    slow = subprocess.run([*pip, *named], cwd=ROOT, capture_output=True, text=True)
    if slow.returncode:
        raise SetupFailed(f"依赖包安装失败，{NETWORK}\n{_last_words(sync)}\n{_last_words(slow)}")


def _pip_settings_for_uv() -> dict[str, str]:
    """Mirrors and certificates that the machine's pip is set to, in uv's names."""
    asked = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True)
    known: dict[str, list[str]] = {}
    for line in asked.stdout.splitlines():
        name, _, value = line.partition("=")
        known[name.rsplit(".", 1)[-1]] = value.strip("'").replace("\\n", " ").split()
    # Every file is pinned by its hash, so an extra index may hold any of them, as with pip.
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}
    for name, variable, between in (
        ("index-url", "UV_DEFAULT_INDEX", " "),
        ("extra-index-url", "UV_INDEX", " "),
        ("find-links", "UV_FIND_LINKS", ","),
        ("cert", "SSL_CERT_FILE", " "),
    ):
        if name in known:
            settings[variable] = between.join(known[name])
    return settings


def _put_sources_on_path() -> None:
    (folder,) = (ENVIRONMENT / "lib").glob("python3.*/site-packages")
    line, pointer = f"{ROOT / 'src'}\n", folder / "huichang.pth"
    if not pointer.exists() or pointer.read_text() != line:
        pointer.write_text(line)


def _fetch_assets() -> None:
    fetched = subprocess.run(
        [ENVIRONMENT / "bin" / "npm", "ci", "--silent", "--no-progress"],
        env={**_pip_certificate_for_node(), **environment()},
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    if fetched.returncode:
        raise SetupFailed(f"页面素材下载失败，{NETWORK}\n{_last_words(fetched)}")


def _pip_certificate_for_node() -> dict[str, str]:
    """Node brings certificates of its own; a machine behind a firm's proxy names another one to pip."""
    certificate = _pip_settings_for_uv().get("SSL_CERT_FILE")
    return {"NODE_EXTRA_CA_CERTS": certificate} if certificate else {}


def _environment_mark() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor} {ROOT}"


def _npm_mark() -> str:
    return _hash(ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc")


def _assets_mark() -> str:
    return _npm_mark() + _hash(Path(assets.__file__), assets.ICONS)


def _hash(*files: Path) -> str:
    return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()[:20]


def _marks() -> dict[str, str]:
    try:
        known: dict[str, str] = json.loads(MARKS.read_text())
    except (OSError, ValueError):
        return {}
    return known


def _mark(**done: str) -> None:
    MARKS.write_text(json.dumps({**_marks(), **done}, indent=1))


def _last_words(ended: "subprocess.CompletedProcess[str]") -> str:
    return "\n".join((ended.stderr or ended.stdout).strip().splitlines()[-6:])
