#!/usr/bin/env bash
# Gives each service a user in Kafka, and what it may do there. Runs once in a container of Kafka's own image, and does no harm
# when it runs again. The rules are those of EventAccess in shared-contracts, as docs/events.md shows them; a test compares them.
set -euo pipefail

BIN=${KAFKA_BIN:-/opt/kafka/bin}
SERVER=${KAFKA_SERVER:-kafka:9092}
umask 077
ADMIN=$(mktemp)
trap 'rm -f -- "$ADMIN"' EXIT
cat >"$ADMIN" <<TEXT
security.protocol=${KAFKA_PROTOCOL:-SASL_PLAINTEXT}
sasl.mechanism=${KAFKA_MECHANISM:-PLAIN}
sasl.jaas.config=org.apache.kafka.common.security.${KAFKA_LOGIN:-plain.PlainLoginModule} required username="${KAFKA_USER:-kafka}" password="$KAFKA_PASSWORD";
TEXT

user() { "$BIN/kafka-configs.sh" --bootstrap-server "$SERVER" --command-config "$ADMIN" --alter --entity-type users --entity-name "$1" --add-config "SCRAM-SHA-512=[password=$2]"; }
may() {
  local user=$1
  shift
  "$BIN/kafka-acls.sh" --bootstrap-server "$SERVER" --command-config "$ADMIN" --add --force --allow-principal "User:$user" "$@" >/dev/null
}
writes() { may "$1" --topic "$2" --operation Create --operation Describe --operation Write; }
reads() { may "$1" --topic "$2" --operation Describe --operation Read; }
joins() { may "$1" --group "$2" --operation Describe --operation Read; }

user auspex-auth "$KAFKA_AUTH_PASSWORD"
user auspex-model "$KAFKA_MODEL_PASSWORD"
user auspex-prediction "$KAFKA_PREDICTION_PASSWORD"
user auspex-monitoring "$KAFKA_MONITORING_PASSWORD"
user auspex-gateway "$KAFKA_GATEWAY_PASSWORD"

writes auspex-auth access.revoked.v1
writes auspex-auth tenant.changed.v1
writes auspex-model model.changed.v1
writes auspex-prediction prediction.completed.v1
reads auspex-model model.changed.v1
reads auspex-prediction model.changed.v1
reads auspex-prediction tenant.changed.v1
reads auspex-monitoring model.changed.v1
reads auspex-monitoring prediction.completed.v1
reads auspex-monitoring tenant.changed.v1
joins auspex-monitoring auspex-monitoring
reads auspex-gateway access.revoked.v1
reads auspex-gateway model.changed.v1
reads auspex-gateway prediction.completed.v1
reads auspex-gateway tenant.changed.v1
