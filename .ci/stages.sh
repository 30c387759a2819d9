# What .ci/run and .ci/nightly share; to be sourced. Sets $project, $work (a temporary folder, removed at the end) and
# $clone (where the clone of the project will be).

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clone=$work/servicekit
export HOME=$work/home PIP_CACHE_DIR=$work/pip-cache PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_QUIET=1 PYTHONDONTWRITEBYTECODE=1
export NO_MKDOCS_2_WARNING=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
mkdir -p "$HOME" "$work/logs"
cd "$work"

# stage NAME COMMAND...: run it, tell how long it took and how it ended, remember a failure, go on
stage() {
    local name=$1 start=$SECONDS code=0 lines=12
    shift
    (set -euo pipefail; "$@") >"$work/logs/$name" 2>&1 &
    wait $! || code=$?
    if ((code)); then
        echo "$name" >>"$work/failed"
        lines=200
    fi
    {
        echo "=== $name: $( ((code)) && echo "FAILED ($code)" || echo ok), $((SECONDS - start)) s"
        tail -n "$lines" "$work/logs/$name" | cut -c 1-400
    } >"$work/logs/$name.told"
    cat "$work/logs/$name.told"
}

# the end: how long it all took, what failed
verdict() {
    echo "=== all: $SECONDS s"
    if [ -e "$work/failed" ]; then
        echo "failed: $(tr '\n' ' ' <"$work/failed")"
        exit 1
    fi
    echo "everything passed"
}

# the newest Python there is; 3.11 is what the README's commands run with
newest_python() {
    local candidate
    for candidate in python3.14 python3.13 python3.12 "$(command -v pyenv >/dev/null && pyenv root || true)"/versions/3.1[2-9]*/bin/python3; do
        "$candidate" -c 'import venv, ensurepip' 2>/dev/null && echo "$("$candidate" -c 'import sys; print(*sys.version_info[:2], sys.executable)')"
    done | sort -k1,1n -k2,2n | tail -n 1 | cut -d ' ' -f 3
}

# debian_install PACKAGE...: install what is missing, or say that it cannot be done here
debian_install() {
    [ $# -gt 0 ] || { echo "nothing to install"; return; }
    if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
        echo "cannot install $*; what needs them is left out"
        return
    fi
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "$@"
}

fresh_clone() {
    git -c safe.directory='*' clone -q "$project" "$clone"
    python3 --version
    git -C "$clone" log -1 --oneline
}
