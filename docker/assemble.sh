#!/bin/sh
# Lays out what each image contains: <out>/<service>/{src (bundled), node_modules (production, from the lockfile)}.
# Usage: sh docker/assemble.sh <out>, from the repository's root, after `pnpm install`.
set -eu
out=$1
deploy=$(mktemp -d)
platform="linux/$(node -p process.arch)"

node docker/bundle.mjs "$out"

for folder in "$out"/*; do
  service=$(basename "$folder")
  pnpm --silent --filter "@parley/$service" deploy --prod --offline \
    --config.inject-workspace-packages=true --config.node-linker=hoisted "$deploy/$service"
  mv "$deploy/$service/node_modules" "$folder/node_modules"
  printf '{ "name": "@parley/%s", "private": true, "type": "module" }\n' "$service" >"$folder/package.json"

  cd "$folder/node_modules"
  # Bundled, or for development only; onnxruntime-web comes along with a package that is used for its model file alone.
  rm -rf @parley @types tsx esbuild @esbuild onnxruntime-web
  find . -name '*.map' -delete
  # onnxruntime-node brings every platform's libraries.
  if [ -d onnxruntime-node ]; then
    find onnxruntime-node/bin/napi-v6 -mindepth 2 -maxdepth 2 -type d ! -path "*/$platform" -exec rm -rf {} +
  fi
  cd - >/dev/null
done

cp -R services/ui/dist "$out/ui/dist"
