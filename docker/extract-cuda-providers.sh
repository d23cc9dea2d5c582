#!/bin/sh
# Takes the CUDA provider libraries out of onnxruntime's release archive, if it is the archive that we pinned and of
# the version that onnxruntime-node has: provider libraries of another version do not load.
# Usage: sh docker/extract-cuda-providers.sh <archive> <sha256> <out>
set -eu
archive=$1 sha256=$2 out=$3

if ! echo "$sha256  $archive" | sha256sum --check --status; then
  echo "The archive of onnxruntime's CUDA libraries has another checksum than ORT_GPU_SHA256:" >&2
  echo "  expected $sha256" >&2
  echo "  found    $(sha256sum "$archive" | cut -d' ' -f1)" >&2
  echo "GitHub shows the right one beside the file on the release page of onnxruntime." >&2
  exit 1
fi

version=$(node -p "require('./shared/inference/node_modules/onnxruntime-node/package.json').version")
unpacked=$(mktemp -d)
tar -xzf "$archive" -C "$unpacked"
libraries=$(dirname "$(find "$unpacked" -name libonnxruntime_providers_cuda.so)")
if [ ! -e "$libraries/libonnxruntime.so.$version" ]; then
  echo "The archive does not hold onnxruntime $version with CUDA, the version of onnxruntime-node in pnpm-lock.yaml." >&2
  echo "Set ORT_GPU_ARCHIVE and ORT_GPU_SHA256 to the archive of that version." >&2
  exit 1
fi

mkdir -p "$out"
cp "$libraries/libonnxruntime_providers_cuda.so" "$libraries/libonnxruntime_providers_shared.so" "$out/"
rm -rf "$unpacked" "$archive"
