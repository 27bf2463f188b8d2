#!/bin/sh
# Builds the image from the Dockerfile and proves it with docker-compose.yml and simulated cameras (proof.ts).
#   test/container/run.sh                       with the Docker that is there; without one: "skipped", exit code 77
#   test/container/run.sh --own-engine <dir>    as root on Debian: with an engine of its own in a network of its own, unpacked
#                                               from Debian's packages and used for nothing else; base images made locally
# Run it with npm's packages installed (npm start or npm test has done that).
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
PATH=$root/node_modules/.bin:$PATH:/usr/sbin:/sbin
export MINI_NVR_IMAGE=mini-nvr-test

build() {
  begun=$(date +%s)
  docker build --quiet "$@" --tag $MINI_NVR_IMAGE . >/dev/null
  echo "image built in $(($(date +%s) - begun)) s, $(docker image inspect --format '{{.Size}}' $MINI_NVR_IMAGE | awk '{ printf "%d MB", $1 / 1e6 }')"
}

if [ "${1:-}" != --own-engine ]; then
  docker info >/dev/null 2>&1 || { echo 'skipped: no Docker'; exit 77; }
  build
  exec node test/container/proof.ts
fi

work=$(realpath -m "${2:?where may the engine keep its files?}")
engine=$work/engine
mkdir -p "$work/debs" "$engine"
if [ ! -x "$engine/usr/sbin/dockerd" ]; then
  (cd "$work/debs" && apt-get download -qq docker.io containerd runc tini debootstrap docker-compose \
    python3-attr python3-certifi python3-chardet python3-charset-normalizer python3-distro python3-docker python3-dockerpty \
    python3-docopt python3-dotenv python3-idna python3-jsonschema python3-packaging python3-pyrsistent python3-requests \
    python3-six python3-texttable python3-urllib3 python3-websocket python3-yaml)
  for package in "$work"/debs/*.deb; do dpkg-deb -x "$package" "$engine"; done
fi
PATH=$engine/usr/bin:$engine/usr/sbin:$PATH
export DOCKER_HOST="unix://$work/docker.sock" PYTHONPATH="$engine/usr/lib/python3/dist-packages" DEBOOTSTRAP_DIR="$engine/usr/share/debootstrap"

daemon=
# start_engine [unshare --net …]: a data root of its own, no bridge, no firewall rules
start_engine() {
  "$@" dockerd --data-root "$work/docker" --exec-root "$work/exec" --pidfile "$work/dockerd.pid" --host "$DOCKER_HOST" \
    --iptables=false --ip6tables=false --bridge=none >>"$work/dockerd.log" 2>&1 &
  daemon=$!
  for _ in $(seq 100); do
    if docker info >/dev/null 2>&1; then return; fi
    kill -0 $daemon 2>/dev/null || break
    sleep 0.2
  done
  tail -n 5 "$work/dockerd.log" >&2
  exit 1
}
stop_engine() {
  [ -z "$daemon" ] || kill "$daemon" 2>/dev/null || true
  [ -z "$daemon" ] || wait "$daemon" || true
  daemon=
}
trap stop_engine EXIT

start_engine
sh test/container/base-images.sh "$work/bases" >/dev/null
build --network host
stop_engine

# everything else in a network namespace of its own: containers on the "host's" network disturb nobody
start_engine unshare --net sh -c 'ip link set lo up; exec "$@"' sh
nsenter --net="/proc/$daemon/ns/net" node test/container/proof.ts
