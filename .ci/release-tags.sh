#!/usr/bin/env bash
# Pushes the tag of a bundle that release-commit.sh made, and moves the one of its major version there. No branch.
set -euo pipefail
bundle=$1
tag=$(git bundle list-heads "$bundle" | sed -n 's|^[0-9a-f]* refs/tags/\(v[0-9.]*\)$|\1|p')
[ -n "$tag" ] || { echo "the bundle holds no tag"; exit 1; }
git fetch -q "$bundle" "refs/tags/$tag:refs/tags/$tag"
# Not by force: a version that is out stays what it is.
git push -q origin "refs/tags/$tag"
git push -q --force origin "refs/tags/$tag:refs/tags/${tag%%.*}"
echo "$tag is $(git rev-parse "$tag^{commit}")"
