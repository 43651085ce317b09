#!/usr/bin/env bash
# Copies the manifest that each service's build has written into deploy/kubernetes/base.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
for service in gateway auth prediction model monitoring; do
    written=$root/$service-service/target/kubernetes/kubernetes.yml
    if [ ! -f "$written" ]; then
        echo "$written is missing: build first, with mvn package -DskipTests" >&2
        exit 1
    fi
    # Images go without a host, so that a kustomize overlay names the registry of each installation.
    sed 's#image: docker.io/#image: #' "$written" >"$root/deploy/kubernetes/base/$service.yaml"
done
echo "collected; see the result with: kubectl kustomize deploy/kubernetes/base"
