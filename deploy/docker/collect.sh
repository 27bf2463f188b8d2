#!/bin/sh
# Takes programs out of a Debian with everything they need to run, so that an image can hold just that.
#   collect.sh remember-base             before anything is installed: what the base image has itself
#   collect.sh <target> <program> …      copies programs, libraries, fonts, certificates and their licences to <target>
set -eu
base=/base.md5

if [ "$1" = remember-base ]; then
  find /usr /lib -xdev -type f \( -name '*.so' -o -name '*.so.*' \) -exec md5sum {} + | cut -d ' ' -f 1 | sort -u >"$base"
  exit
fi

target=$1
shift
mkdir -p "$target"

# by the name that programs ask for, whatever it links to; /lib is /usr/lib in Debian
place_of() { echo "$(realpath "$(dirname "$1")")/$(basename "$1")"; }

take() {
  place=$(place_of "$1")
  mkdir -p "$target$(dirname "$place")"
  cp -L "$1" "$target$place"
}

licence_of() {
  package=$(dpkg-query -S "$(realpath "$1")" 2>/dev/null | head -n 1 | cut -d : -f 1) || return 0
  [ -n "$package" ] || return 0
  dpkg-query -W -f '${binary:Package} ${Version}\n' "$package" >>/packages.txt
  [ ! -e "/usr/share/doc/$package/copyright" ] || take "/usr/share/doc/$package/copyright"
}

missing=$(ldd "$@" | grep 'not found' || true)
[ -z "$missing" ] || { echo "collect.sh: $missing" >&2; exit 1; }

for program in "$@"; do
  take "$program"
  licence_of "$program"
done
for library in $(ldd "$@" | grep -o '/[^ ]*\.so[^ ]*' | sort -u); do
  grep -q "^$(md5sum <"$library" | cut -d ' ' -f 1)$" "$base" && continue
  take "$library"
  licence_of "$library"
done

# what programs look for while they run: words on pictures, other people's certificates, time zones
cp -a --parents /etc/fonts /usr/share/fontconfig /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf "$target"
cp -L --parents /etc/ssl/certs/ca-certificates.crt "$target"
cp -a --parents /usr/share/zoneinfo "$target"
for package in fontconfig-config fonts-dejavu-core ca-certificates tzdata; do licence_of "/usr/share/doc/$package/copyright"; done
mkdir -p "$target/usr/share/doc/mini-nvr"
sort -u /packages.txt >"$target/usr/share/doc/mini-nvr/debian-packages.txt"
