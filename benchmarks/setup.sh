#!/bin/sh
# What the benchmarks compare with, and the project does not need: R packages from Debian where they are missing, and
# Python peers in an environment of their own under build/.
set -eu
cd "$(dirname "$0")/.."

missing=""
for package in r-base-core r-cran-survival r-cran-riskregression; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
done
if [ -n "$missing" ]; then
    echo "Installing from Debian:$missing" >&2
    # shellcheck disable=SC2086
    $(test "$(id -u)" = 0 || echo sudo) apt-get install --yes --no-install-recommends $missing
fi

peers=build/benchmarks/peers
if ! cmp --silent benchmarks/peers/requirements.txt "$peers/requirements.txt"; then
    .venv/bin/uv venv --quiet --clear --python .venv/bin/python "$peers"
    .venv/bin/uv pip install --quiet --python "$peers/bin/python" --requirement benchmarks/peers/requirements.txt
    cp benchmarks/peers/requirements.txt "$peers/requirements.txt"
fi
