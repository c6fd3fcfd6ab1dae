#!/usr/bin/env bash
# Installs what the build needs and is missing, on Debian or Ubuntu; does nothing when all is there.
#
#   cmake, C compiler, make, pkg-config   htslib and the compression libraries are compiled from their sources
#   libclang with its headers             rust-htslib generates its bindings to htslib while it builds
#   cargo                                 from rustup, when no cargo is on the PATH
#   .venv                                 Python packages to build and test the wheel; nothing goes into the system's Python
#
# Writes .venv/build-env.sh, which puts all of this in the environment: `source .venv/build-env.sh`.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { echo "bootstrap: $*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        env DEBIAN_FRONTEND=noninteractive "$@"
    elif command -v sudo >/dev/null; then
        sudo DEBIAN_FRONTEND=noninteractive "$@"
    else
        fail "cannot run '$*': not root, and there is no sudo. Ask an administrator to run it."
    fi
}

apt_updated=""
apt_install() {
    command -v apt-get >/dev/null || fail "missing: $*, and there is no apt-get. Install them with your system's package manager, then run this again."
    if [ -z "$apt_updated" ]; then
        as_root apt-get update -qq || say "apt-get update failed; trying with the package lists at hand"
        apt_updated=yes
    fi
    say "installing $*"
    as_root apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# --- system packages -----------------------------------------------------------------------------------------------------------

missing=()
command -v cmake >/dev/null || missing+=(cmake)
command -v cc >/dev/null || missing+=(gcc libc6-dev)
command -v make >/dev/null || missing+=(make)
command -v pkg-config >/dev/null || missing+=(pkg-config)
command -v curl >/dev/null || command -v cargo >/dev/null || missing+=(curl ca-certificates)
python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
[ ${#missing[@]} -eq 0 ] || apt_install "${missing[@]}"

# Prints the folder of a libclang that has its own headers (stddef.h and the like) beside it; bindgen needs both.
find_libclang() {
    local folder
    for folder in ${LIBCLANG_PATH:-} $(ls -d /usr/lib/llvm-*/lib /usr/lib64/llvm*/lib /usr/local/opt/llvm/lib /opt/homebrew/opt/llvm/lib \
        2>/dev/null | sort -Vr); do
        if compgen -G "$folder/libclang.so*" >/dev/null || compgen -G "$folder/libclang-*.so*" >/dev/null || [ -e "$folder/libclang.dylib" ]; then
            if compgen -G "$folder/clang/*/include/stddef.h" >/dev/null; then
                echo "$folder"
                return 0
            fi
        fi
    done
    return 1
}

if ! libclang_path=$(find_libclang); then
    command -v apt-get >/dev/null && { as_root apt-get update -qq || true; apt_updated=yes; }
    # The library and its headers are a tenth of libclang-dev's size; their names carry the release's default version.
    version=$(apt-cache depends libclang-dev 2>/dev/null | sed -n 's/.*Depends: libclang-\([0-9]*\)-dev.*/\1/p' | head -n 1 || true)
    if [ -z "$version" ] || ! apt_install "libclang1-$version" "libclang-common-$version-dev" || ! libclang_path=$(find_libclang); then
        apt_install libclang-dev
        libclang_path=$(find_libclang) || fail "libclang is installed but was not found; set LIBCLANG_PATH to the folder that holds libclang.so"
    fi
fi

# --- Rust ----------------------------------------------------------------------------------------------------------------------

export PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
if ! command -v cargo >/dev/null; then
    say "installing Rust with rustup into ${CARGO_HOME:-$HOME/.cargo}"
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y -q --profile minimal -c clippy -c rustfmt --no-modify-path ||
        fail "no cargo, and rustup could not be fetched. Install Rust $wanted or newer (https://rustup.rs, or Debian's rustup package), then run this again."
fi
have=$(cargo --version | cut -d ' ' -f 2)
[ "$(printf '%s\n%s\n' "$wanted" "$have" | sort -V | head -n 1)" = "$wanted" ] ||
    fail "cargo $have is older than Rust $wanted, which this workspace needs. Update it, for example with: rustup update stable"

# --- Python --------------------------------------------------------------------------------------------------------------------

requirements=(python/requirements-dev.txt benches/compare/requirements.txt)
if [ ! -x .venv/bin/python ]; then
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' || fail "$(python3 --version) is too old; Python 3.10 or newer is needed"
    say "making .venv"
    python3 -m venv .venv
fi
if ! cat "${requirements[@]}" | cmp -s - .venv/installed-requirements.txt; then
    say "installing Python packages into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "${requirements[@]/#/--requirement=}" ||
        fail "pip could not install ${requirements[*]} into .venv; is there a network, or a mirror in pip's configuration?"
    cat "${requirements[@]}" >.venv/installed-requirements.txt
fi

cat >.venv/build-env.sh <<END
export PATH="$PWD/.venv/bin:${CARGO_HOME:-$HOME/.cargo}/bin:\$PATH"
export LIBCLANG_PATH="$libclang_path"
export VIRTUAL_ENV="$PWD/.venv"
END
