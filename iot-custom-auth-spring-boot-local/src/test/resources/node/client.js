'use strict';

/*
 * Tries connections with AWS's SDK for JavaScript. Reads one JSON object from standard
 * input, {host, port, caFile, attempts: [...]}, and prints one line of JSON for each
 * attempt: what came of it.
 */

const { once } = require('node:events');
const fs = require('node:fs');
const { iot, mqtt, mqtt5 } = require('aws-iot-device-sdk-v2');

const PATIENCE_MILLIS = 15_000;

function withinPatience(promise, what) {
  let timer;
  const limit = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} in time`)), PATIENCE_MILLIS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

function mqtt5Config(endpoint, attempt) {
  const overWebSocket = attempt.transport === 'websocket';
  // unlike all others, this builder does not encode the signature
  const encode = overWebSocket && attempt.signature && !attempt.rawSignature;
  const customAuth = {
    authorizerName: attempt.authorizer,
    username: attempt.username,
    password: attempt.password === undefined ? undefined : Buffer.from(attempt.password),
    tokenKeyName: attempt.tokenKeyName,
    tokenValue: attempt.token,
    tokenSignature: encode ? encodeURIComponent(attempt.signature) : attempt.signature,
  };
  const builder = overWebSocket
    ? iot.AwsIotMqtt5ClientConfigBuilder.newWebsocketMqttBuilderWithCustomAuth(endpoint.host, customAuth)
    : iot.AwsIotMqtt5ClientConfigBuilder.newDirectMqttBuilderWithCustomAuth(endpoint.host, customAuth);
  return builder
    .withPort(endpoint.port)
    .withCertificateAuthorityFromPath(undefined, endpoint.caFile)
    .withConnectProperties({ clientId: attempt.clientId, keepAliveIntervalSeconds: 60 })
    .build();
}

async function tryMqtt5(endpoint, attempt, outcome) {
  const client = new mqtt5.Mqtt5Client(mqtt5Config(endpoint, attempt));
  client.on('error', (error) => {
    outcome.error = error.toString();
  });
  const stopped = once(client, 'stopped');
  const connected = once(client, 'connectionSuccess').then(([event]) => event);
  const failed = once(client, 'connectionFailure').then(([event]) => event);
  client.start();
  const event = await withinPatience(Promise.race([connected, failed]), 'answer to CONNECT');
  outcome.reasonCode = event.connack?.reasonCode;
  outcome.reasonString = event.connack?.reasonString;
  outcome.error = event.error?.error_name;
  outcome.connected = event.error === undefined;
  try {
    if (outcome.connected) {
      const message = once(client, 'messageReceived');
      const subAck = await withinPatience(
        client.subscribe({ subscriptions: [{ topicFilter: attempt.topic, qos: mqtt5.QoS.AtLeastOnce }] }), 'SUBACK');
      outcome.subAck = subAck.reasonCodes[0];
      const pubAck = await withinPatience(
        client.publish({ topicName: attempt.topic, qos: mqtt5.QoS.AtLeastOnce, payload: attempt.clientId }), 'PUBACK');
      outcome.pubAck = pubAck.reasonCode;
      const [received] = await withinPatience(message, 'message');
      outcome.messages = [Buffer.from(received.message.payload).toString()];
    }
  } finally {
    client.stop();
    await withinPatience(stopped, 'end');
    client.close();
  }
}

function mqtt3Config(endpoint, attempt) {
  const builder = attempt.transport === 'websocket'
    ? iot.AwsIotMqttConnectionConfigBuilder.new_with_websockets()
    : iot.AwsIotMqttConnectionConfigBuilder.new_default_builder();
  return builder
    .with_certificate_authority_from_path(undefined, endpoint.caFile)
    .with_custom_authorizer(attempt.username ?? '', attempt.authorizer, attempt.signature, attempt.password,
      attempt.tokenKeyName, attempt.token)
    .with_endpoint(endpoint.host)
    // after the authorizer, which sets 443
    .with_port(endpoint.port)
    .with_client_id(attempt.clientId)
    .with_keep_alive_seconds(60)
    .with_clean_session(true)
    .build();
}

async function tryMqtt3(endpoint, attempt, outcome) {
  const connection = new mqtt.MqttClient().new_connection(mqtt3Config(endpoint, attempt));
  // the promise of connect() says it as well; without a listener it would be thrown
  connection.on('error', () => {});
  try {
    await withinPatience(connection.connect(), 'answer to CONNECT');
    outcome.connected = true;
    outcome.reasonCode = 0;
  } catch (error) {
    outcome.connected = false;
    outcome.error = error.error_name ?? error.toString();
    return;
  }
  try {
    let deliver;
    const message = new Promise((resolve) => {
      deliver = resolve;
    });
    const subAck = await withinPatience(
      connection.subscribe(attempt.topic, mqtt.QoS.AtLeastOnce, (topic, payload) => deliver(payload)), 'SUBACK');
    outcome.subAck = subAck.qos;
    await withinPatience(connection.publish(attempt.topic, attempt.clientId, mqtt.QoS.AtLeastOnce), 'PUBACK');
    outcome.pubAck = 0;
    outcome.messages = [Buffer.from(await withinPatience(message, 'message')).toString()];
  } finally {
    await withinPatience(connection.disconnect(), 'end');
  }
}

async function main() {
  const endpoint = JSON.parse(fs.readFileSync(0, 'utf8'));
  // the builders remark on the port
  console.log = () => {};
  for (const attempt of endpoint.attempts) {
    const outcome = { name: attempt.name, connected: false, messages: [] };
    try {
      await (attempt.protocol === 5 ? tryMqtt5 : tryMqtt3)(endpoint, attempt, outcome);
    } catch (error) {
      outcome.error = String(error);
    }
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}

main().then(() => process.exit(0), (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
