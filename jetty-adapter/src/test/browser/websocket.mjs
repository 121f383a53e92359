// A WebSocket client that is not ours, for a Java test: a line of JSON in for each step, a line of JSON out for what came of it.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const { url, headers = {}, protocols = [], ...files } = JSON.parse(process.argv[2]);
const tls = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readFileSync(file)]));
let socket;
let closed;

const steps = {
  open: () => new Promise((resolve, reject) => {
    socket = new WebSocket(url, protocols, { ...tls, headers, perMessageDeflate: true, handshakeTimeout: 10_000 });
    closed = new Promise((settle) => socket.on('close', (code, reason) => settle({ code, reason: String(reason) })));
    socket.on('open', () => resolve({ extensions: socket.extensions }));
    socket.on('error', reject);
  }),
  ask: ({ text }) => new Promise((resolve) => {
    socket.once('message', (data) => resolve(String(data)));
    socket.send(text);
  }),
  closed: () => closed,
};

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  try {
    console.log(JSON.stringify({ value: (await steps[step.step](step)) ?? null }));
  } catch (failure) {
    console.log(JSON.stringify({ failure: String(failure) }));
  }
}
process.exit(0);
