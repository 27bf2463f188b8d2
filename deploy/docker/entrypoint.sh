#!/bin/sh
# The container's first step: folders that we may not write are told with the command that mends them, before anything
# starts. Docker makes a missing bind mount as root, and our user is not root.
set -u
user=$(id -u):$(id -g)
trouble=

# may_write <folder in the container> <folder or volume on the host>
may_write() {
  if [ -d "$1" ] && [ -w "$1" ] && [ -x "$1" ]; then return; fi
  trouble=1
  echo "Mini-NVR runs as $user and may not write $1, which belongs to $(stat -c %u:%g "$1" 2>/dev/null || echo nobody). On the host run:" >&2
  case ${2:-} in
    */*) echo "  sudo chown -R $user '$2'" >&2 ;;
    ?*) echo "  docker run --rm --user 0 --volume $2:/folder --entrypoint chown mini-nvr -R $user /folder" >&2 ;;
    *) echo "  sudo chown -R $user <the folder that is mounted as $1>" >&2 ;;
  esac
}

may_write "$RECORD_DIR" "${HOST_RECORD_DIR:-}"
for folder in "$RECORD_DIR"/ch*/; do
  [ ! -d "$folder" ] || [ -w "$folder" ] || { may_write "$folder" "${HOST_RECORD_DIR:-}"; break; }
done
may_write "$DATA_DIR" "${HOST_DATA_DIR:-}"
for file in catalogue.db secret-key; do
  [ ! -e "$DATA_DIR/$file" ] || [ -w "$DATA_DIR/$file" ] || { may_write "$DATA_DIR/$file" "${HOST_DATA_DIR:-}"; break; }
done
[ -z "${GO2RTC_CONFIG_DIR:-}" ] || may_write "$GO2RTC_CONFIG_DIR" mini-nvr-go2rtc
if [ -n "$trouble" ]; then
  echo 'Then start again. Or set PUID and PGID in .env to the user and group that own the folders.' >&2
  exit 73
fi
MALLOC_ARENA_MAX=2 exec node --max-old-space-size=768 src/main.ts "$@"
