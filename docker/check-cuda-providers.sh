#!/bin/sh
# Fails the build where the base image lacks a library that onnxruntime's CUDA libraries need (another major version
# of CUDA or cuDNN, as a rule). Without this check the first session on the GPU would fail instead.
# Usage: sh check-cuda-providers.sh <folder>
set -eu
folder=$1
# The driver's own library is mounted into the container when it runs.
from_the_driver='libcuda.so.1'
missing=''

for library in "$folder"/*.so; do
  for needed in $(readelf -d "$library" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p'); do
    echo "$(basename "$library") needs $needed"
    [ "$needed" = "$from_the_driver" ] && continue
    [ -e "$folder/$needed" ] && continue
    if ldd "$library" | grep -qF "$needed => not found"; then
      missing="$missing $needed"
    fi
  done
done

if [ -n "$missing" ]; then
  echo "not found in this base image:$missing" >&2
  echo "Choose a CUDA_BASE with the CUDA and cuDNN versions that these names end in." >&2
  exit 1
fi
