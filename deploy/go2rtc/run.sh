#!/bin/sh
# What the go2rtc container runs: waits for the configuration that Mini-NVR writes, starts go2rtc with it, and starts it
# again when the configuration changes, when it ends and when it hangs. Without this, go2rtc would run with yesterday's
# cameras until somebody restarts it, and Docker restarts nothing that merely hangs.
#   run.sh [/config/go2rtc.yaml]        GO2RTC: the program, when it is not on the PATH
set -u
config=${1:-/config/go2rtc.yaml}
program=${GO2RTC:-go2rtc}
pid=

say() { echo "run.sh: $*"; }
nap() { sleep "$1" & wait $!; } # a signal ends `wait`, but not `sleep`
sum() { cksum <"$config" 2>/dev/null; }

end() {
  [ -n "$pid" ] || return 0
  kill -TERM "$pid" 2>/dev/null
  for _ in 1 2 3 4 5 6 7 8 9 10; do
    kill -0 "$pid" 2>/dev/null || break
    nap 0.2
  done
  kill -KILL "$pid" 2>/dev/null
  wait "$pid" 2>/dev/null
  pid=
}

trap 'end; exit 0' TERM INT

# 401 is an answer: without a password nobody gets another one
hangs() {
  command -v curl >/dev/null || return 1
  ! curl --silent --output /dev/null --max-time 2 "http://127.0.0.1:$port/api"
}

while :; do
  [ -s "$config" ] || say "waiting for $config"
  until [ -s "$config" ]; do nap 0.2; done
  running=$(sum)
  port=$(sed -n 's/^  listen: 127\.0\.0\.1:\([0-9]*\)$/\1/p' "$config" | head -n 1)
  "$program" -config "$config" &
  pid=$!
  seconds=0
  missed=0
  while :; do
    nap 1
    seconds=$((seconds + 1))
    if ! kill -0 "$pid" 2>/dev/null; then
      wait "$pid"
      say "go2rtc has ended ($?) and is started again"
      pid=
      break
    fi
    now=$(sum)
    if [ -n "$now" ] && [ "$now" != "$running" ]; then
      say 'the configuration has changed: go2rtc is started again'
      end
      break
    fi
    [ $((seconds % 3)) -eq 0 ] || continue
    if hangs; then missed=$((missed + 1)); else missed=0; fi
    if [ "$missed" -ge 3 ]; then
      say 'go2rtc does not answer any more and is started again'
      kill -KILL "$pid"
      end
      break
    fi
  done
done
