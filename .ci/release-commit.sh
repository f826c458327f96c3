#!/usr/bin/env bash
# Makes the commit that a release's tag points to: HEAD, and beside it what was built from it, since the action runs
# what stands there. A fresh clone of it proves that it runs and is what npm gets. Writes the tag as a bundle, the
# package and its SBOM into the folder that is named.
set -euo pipefail
out=$1
mkdir -p "$out"
[ -z "$(git status --porcelain)" ] || { echo "the tree is not clean"; exit 1; }

version=$(node -p 'require("./package.json").version')
tag="v$version"
[ -f dist/action.cjs ] || { echo "dist/action.cjs is missing: build first"; exit 1; }

git checkout -q --detach
git add -f dist action.yml
git -c user.name="github-actions[bot]" \
  -c user.email="41898282+github-actions[bot]@users.noreply.github.com" \
  commit -q -m "$tag"
git tag "$tag"

proof=$(mktemp -d)
trap 'rm -rf "$proof"' EXIT
git clone -q --depth 1 --branch "$tag" "file://$PWD" "$proof/clone" 2>"$proof/log" || { cat "$proof/log"; exit 1; }
said=$(cd "$proof" && INPUT_COMMAND=--version node clone/dist/action.cjs)
[ "$said" = "$version" ] || { echo "the action says $said, not $version"; exit 1; }
tarball=$(cd "$proof/clone" && npm pack --ignore-scripts --silent --pack-destination "$proof")
tar -xzf "$proof/$tarball" -C "$proof"
diff -r "$proof/package/dist" "$proof/clone/dist" || { echo "the package is not what the tag holds"; exit 1; }

cp "$proof/$tarball" "$out/"
git bundle create -q "$out/release.bundle" "refs/tags/$tag" "^HEAD~1"
npm sbom --sbom-format cyclonedx --package-lock-only > "$out/sbom.cdx.json"
echo "$tag is $(git rev-parse "$tag^{commit}")"
