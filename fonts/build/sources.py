"""Fetches the packages that fonts are taken from, checks them against sources.sha256, and unpacks them."""

import hashlib
import subprocess
import tarfile
from pathlib import Path

from families import Family

CHECKSUMS = Path(__file__).with_name("sources.sha256")


def archive_name(family: Family) -> str:
    """The name under which `npm pack` and `apt-get download` store the package."""
    if family.is_debian:
        return f"{family.package}_{family.version.replace(':', '%3a')}_all.deb"
    return f"{family.package.removeprefix('@').replace('/', '-')}-{family.version}.tgz"


def unpacked(family: Family, folder: Path) -> Path:
    """The folder with the package's files; the archive is fetched unless `folder` has it."""
    archive = folder / archive_name(family)
    if not archive.exists():
        fetch(family, folder)
    check(archive)
    target = folder / "unpacked" / archive.stem
    if not target.exists():
        target.mkdir(parents=True)
        if family.is_debian:
            subprocess.run(["dpkg-deb", "-x", archive, target], check=True)
        else:
            with tarfile.open(archive) as tar:
                tar.extractall(target)
    return target if family.is_debian else target / "package"


def fetch(family: Family, folder: Path) -> None:
    if family.is_debian:
        command = ["apt-get", "download", f"{family.package}={family.version}"]
    else:
        command = ["npm", "pack", "--silent", f"{family.package}@{family.version}"]
    if subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL).returncode != 0:
        raise SystemExit(f"cannot fetch {family.package} {family.version}: put {archive_name(family)} into {folder}")


def check(archive: Path) -> None:
    wanted = dict(reversed(line.split("  ", 1)) for line in CHECKSUMS.read_text().splitlines())
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if wanted.get(archive.name) != found:
        raise SystemExit(f"{archive.name} has the checksum {found}, but sources.sha256 says {wanted.get(archive.name)}")
