'use strict';

/*
 * Clients of `mqtt` from npm. Reads commands from standard input, one line of JSON each,
 * {command, client, ...}, and prints one line of JSON for each packet that a client sends
 * or receives, and for the end of its connection.
 */

const readline = require('node:readline');
const mqtt = require('mqtt');

const clients = new Map();

function report(client, what, packet = {}) {
  const { messageId = 0, dup = false, payload } = packet;
  const text = payload?.length < 100 ? payload.toString() : '';
  process.stdout.write(`${JSON.stringify({ client, what, messageId, dup, text, millis: performance.now() })}\n`);
}

const commands = {
  connect({ client, url, options }) {
    // the packet is sent before there can be a listener
    report(client, 'sent connect');
    const connection = mqtt.connect(url, {
      ...options, clientId: client, ALPNProtocols: ['mqtt'], reconnectPeriod: 0, resubscribe: false });
    connection.on('packetsend', (packet) => report(client, `sent ${packet.cmd}`, packet));
    connection.on('packetreceive', (packet) => report(client, packet.cmd, packet));
    connection.on('close', () => report(client, 'close'));
    // the packets tell more; without a listener it would be thrown
    connection.on('error', () => {});
    clients.set(client, connection);
  },

  subscribe({ client, filter, qos }) {
    // SUBACK is reported
    clients.get(client).subscribe(filter, { qos }, () => {});
  },

  publish({ client, topic, qos, payload, times }) {
    for (let i = 0; i < times; i++) {
      clients.get(client).publish(topic, payload, { qos }, () => {});
    }
  },

  acknowledge({ client, active }) {
    // a message that was not handled has no PUBACK
    clients.get(client).handleMessage = (packet, done) => done(active ? undefined : new Error('not handled'));
  },

  end({ client }) {
    clients.get(client).end(true);
  },
};

readline.createInterface({ input: process.stdin })
  .on('line', (line) => {
    const command = JSON.parse(line);
    commands[command.command](command);
  })
  .on('close', () => process.exit(0));
