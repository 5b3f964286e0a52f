#!/usr/bin/env bash
# Makes the fonts beside it from npm's @expo-google-fonts; needs npm, Python 3 with `pip install fonttools`.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cd "$work"

# Unpacks one weight of one font: name@version, folder.
font() {
  npm pack --silent "@expo-google-fonts/$1" >/dev/null
  mkdir -p "$1" && tar xzf expo-google-fonts-*.tgz -C "$1" && rm expo-google-fonts-*.tgz
  ls "$1/package/$2"/*.ttf
}
cut() { pyftsubset "$1" --no-hinting --output-file="$2" "${@:3}"; }
pack() { python3 -c 'import sys, zlib; open(sys.argv[2], "wb").write(zlib.compress(open(sys.argv[1], "rb").read(), 9))' "$1" "$2"; }

latin="U+0020-007E,U+00A0-024F,U+0259,U+02B9-02DD,U+0300-0338,U+0370-03FF,U+0400-04FF,U+1E00-1EFF,U+2002-200B"
latin="$latin,U+2010-2027,U+202F-203A,U+2044,U+205F,U+2070-208E,U+20A0-20BF,U+2113,U+2116,U+2122,U+2190-2193"
latin="$latin,U+2212,U+221E,U+2248,U+2260,U+2264,U+2265,U+25A1,U+25CF,U+2713,U+FFFD"
for weight in 400Regular:regular 600SemiBold:semibold; do
  cut "$(font inter@0.4.2 "${weight%%:*}")" "$here/inter-${weight##*:}.ttf" --unicodes="$latin" \
    --layout-features=kern,mark,mkmk,ccmp,locl,tnum,calt --desubroutinize
done
# One script: name, version, characters.
script() {
  cut "$(font "noto-sans-$1@$2" 400Regular)" "$1.ttf" --layout-features='*' --unicodes="$3"
  pack "$1.ttf" "$here/noto-$1.ttf.zz"
}
script arabic 0.4.3 "U+0600-06FF,U+0750-077F,U+08A0-08FF,U+FB50-FDFF,U+FE70-FEFC"
script armenian 0.4.2 "U+0530-058F,U+FB13-FB17"
script devanagari 0.4.1 "U+0900-097F,U+200C-200D,U+25CC,U+A8E0-A8FF"
script georgian 0.4.3 "U+10A0-10FF,U+1C90-1CBF"
script hebrew 0.4.1 "U+0590-05FF,U+FB1D-FB4F"
script tamil 0.4.3 "U+0B80-0BFF"
script thai 0.4.2 "U+0E00-0E7F"
python3 -c 'print("".join(bytes([row, cell]).decode("gb2312", "ignore") for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF)))' >han.txt
cut "$(font noto-sans-sc@0.4.3 400Regular)" han.ttf --text-file=han.txt --layout-features='' \
  --unicodes="U+3000-303F,U+3040-30FF,U+FF01-FF5E"
pack han.ttf "$here/noto-han.ttf.zz"
cut "$(font noto-emoji@0.4.7 400Regular)" emoji.ttf --layout-features='' --unicodes="U+2600-27BF,U+2B50,U+2B55,\
U+1F1E6-1F1FF,U+1F300-1F5FF,U+1F600-1F64F,U+1F680-1F6FF,U+1F7E0-1F7EB,U+1F90C-1F9FF,U+1FA70-1FAFF"
pack emoji.ttf "$here/noto-emoji.ttf.zz"
