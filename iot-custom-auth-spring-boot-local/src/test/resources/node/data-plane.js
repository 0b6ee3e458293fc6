'use strict';

/*
 * Makes calls with AWS's client of the data plane. Reads one JSON object from standard
 * input, {host, port, caFile, calls: [{name, method, input}, ...]}, and prints one line of
 * JSON for each call: its output, or its error.
 */

const fs = require('node:fs');
const { IoTDataPlane } = require('@aws-sdk/client-iot-data-plane');

function toText(key, value) {
  return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
}

async function main() {
  const endpoint = JSON.parse(fs.readFileSync(0, 'utf8'));
  const client = new IoTDataPlane({
    endpoint: `https://${endpoint.host}:${endpoint.port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
    requestHandler: { httpsAgent: { ca: fs.readFileSync(endpoint.caFile) } },
  });
  for (const call of endpoint.calls) {
    const outcome = { name: call.name };
    try {
      const { $metadata, ...output } = await client[call.method](call.input);
      outcome.output = output;
    } catch (error) {
      outcome.error = { name: error.name, status: error.$metadata?.httpStatusCode, message: error.message };
    }
    // not buffers as they show themselves
    for (const [key, value] of Object.entries(outcome.output ?? {})) {
      outcome.output[key] = toText(key, value);
    }
    process.stdout.write(`${JSON.stringify(outcome)}\n`);
  }
}

main().then(() => process.exit(0), (error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
