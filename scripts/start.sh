#!/bin/sh
# Starts Mini-NVR with Docker Compose.
#   scripts/start.sh        in the foreground, Ctrl-C stops it
#   scripts/start.sh -d     in the background; says where it is and, at the first start, the password
#   scripts/start.sh -c     clean: throws containers and image away and builds them anew. Recordings, data and .env stay.
#   scripts/start.sh -c -d  both
set -eu
cd "$(dirname "$0")/.."

background=
clean=
while getopts cdh option; do
  case $option in
    c) clean=1 ;;
    d) background=1 ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 64 ;;
  esac
done

say() { echo "start.sh: $*"; }
fail() { code=$1; shift; echo "start.sh: $*" >&2; exit "$code"; }

command -v docker >/dev/null || fail 78 'Docker is missing: install it (Debian: sudo apt-get install docker.io docker-compose), or run "npm start" without it'
docker info >/dev/null 2>&1 || fail 78 "Docker does not answer: start it (sudo systemctl start docker), or add yourself to its group (sudo usermod -aG docker $(id -un), then sign in again)"
if docker compose version >/dev/null 2>&1; then
  compose() { docker compose "$@"; }
elif command -v docker-compose >/dev/null; then
  compose() { docker-compose "$@"; }
else
  fail 78 'Docker Compose is missing: install the package docker-compose-plugin or docker-compose'
fi

if [ ! -e .env ]; then
  (umask 077 && cp .env.example .env)
  say '.env was missing and is a copy of .env.example: two demo cameras are recorded. Put yours in and start again.'
fi

# what .env says of a variable, without its quotes
value_of() { sed -n "s/^ *\(export \)\{0,1\}$1=\(.*\)$/\2/p" .env | tail -n 1 | sed "s/^'\(.*\)'.*/\1/; s/^\"\(.*\)\".*/\1/; s/ #.*//; s/ *$//"; }
puid=$(value_of PUID)
pgid=$(value_of PGID)
owner=${puid:-1000}:${pgid:-1000}

# Docker would make a missing folder as root, and then our user may not write it
for variable in RECORD_DIR DATA_DIR; do
  folder=$(value_of $variable)
  case $folder in */*) ;; *) continue ;; esac
  if [ ! -d "$folder" ]; then
    mkdir -p "$folder" || fail 73 "$variable=$folder cannot be made: sudo mkdir -p '$folder' && sudo chown $owner '$folder'"
    [ "$(id -u)" != 0 ] || chown "$owner" "$folder"
  fi
  [ "$(stat -c %u "$folder")" = "${owner%:*}" ] || [ "$(stat -c %a "$folder" | tail -c 2)" = 7 ] ||
    fail 73 "$variable=$folder belongs to $(stat -c %u:%g "$folder"), but Mini-NVR runs as $owner. Run: sudo chown -R $owner '$folder'
start.sh: or set PUID=$(stat -c %u "$folder") and PGID=$(stat -c %g "$folder") in .env"
done

if [ -n "$clean" ]; then
  say 'throwing containers and image away; recordings and data stay'
  compose down --remove-orphans
  compose build --no-cache
fi
[ -n "$clean" ] || compose build
if [ -z "$background" ]; then
  trap 'compose stop' INT TERM
  compose up
  exit
fi

compose up -d
say 'waiting until it is ready …'
for _ in $(seq 120); do
  ready=$(compose logs --no-color nvr 2>/dev/null | grep -a 'Mini-NVR is ready' | tail -n 1 || true)
  state=$(docker inspect --format '{{.State.Status}}' "$(compose ps -q nvr)" 2>/dev/null || echo gone)
  [ -z "$ready" ] && [ "$state" != restarting ] || break
  sleep 1
done
compose logs --no-color nvr 2>/dev/null | grep -a -E 'ready|password|cannot|Mini-NVR runs as|sudo chown' | sed 's/^[^|]*| //' | tail -n 12
[ -n "$ready" ] || fail 70 'it did not become ready: docker compose logs nvr'
