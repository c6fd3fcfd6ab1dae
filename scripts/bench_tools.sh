#!/usr/bin/env bash
# Installs the callers that Debian and PyPI carry, for `make bench`; does nothing when all are there.
#
#   samtools, bcftools, tabix   yardstick, filters, indices
#   freebayes, delly            callers
#   mosdepth, libhts-dev        yardstick; Debian's mosdepth loads libhts.so, which only the -dev package has, without depending on it
#   pytmb-curie                 into .venv/bench/pytmb, an environment of its own: it is not to decide which versions of numpy others get
#
# What cannot be had is said and left out: the harness lists it as absent. Callers that only bioconda carries are named by
# `python benches/compare --list` with how to install them.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "bench_tools: $*" >&2; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo DEBIAN_FRONTEND=noninteractive "$@"
    else
        say "cannot run '$*': not root, and there is no sudo"
        return 1
    fi
}

# --- Debian --------------------------------------------------------------------------------------------------------------------

missing=()
for program in samtools bcftools tabix freebayes delly; do
    command -v "$program" >/dev/null || missing+=("$program")
done
mosdepth --version >/dev/null 2>&1 || missing+=(mosdepth libhts-dev)

if [ ${#missing[@]} -gt 0 ]; then
    if command -v apt-get >/dev/null; then
        as_root apt-get update -qq || say "apt-get update failed; trying with the package lists at hand"
        for package in "${missing[@]}"; do
            say "installing $package"
            as_root apt-get install -y -qq --no-install-recommends "$package" >/dev/null || say "no $package to be had here; it is left out"
        done
    else
        say "missing: ${missing[*]}, and there is no apt-get. Install them with your system's package manager, or they are left out."
    fi
fi

# --- PyPI ----------------------------------------------------------------------------------------------------------------------

pytmb=.venv/bench/pytmb
if [ ! -x "$pytmb/bin/pyTMB" ] && ! command -v pyTMB >/dev/null; then
    say "installing pytmb-curie into $pytmb"
    if ! { python3 -m venv "$pytmb" && "$pytmb/bin/python" -m pip install --quiet --disable-pip-version-check 'pytmb-curie>=1.6,<2'; }; then
        say "no pytmb-curie to be had here; it is left out"
        rm -rf "$pytmb"
    fi
fi
