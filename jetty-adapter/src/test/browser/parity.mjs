// A wallet with one of Parity's tokens, which makes its proofs by itself: a line of JSON in for each step, a line of JSON out for what came of it.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sha3 from 'js-sha3';
import WebSocket from 'ws';

const { url, ca, token } = JSON.parse(process.argv[2]);
const tls = { ca: readFileSync(ca) };
let socket;
let closed;
let proof;

const connect = (offered) => new Promise((resolve, reject) => {
  const opening = new WebSocket(url, [offered], { ...tls, handshakeTimeout: 10_000 });
  const ending = new Promise((settle) => opening.on('close', (code) => settle({ code })));
  opening.on('open', () => {
    socket = opening;
    closed = ending;
    proof = offered;
    resolve({ offered, protocol: opening.protocol });
  });
  opening.on('error', reject);
});

const steps = {
  open: ({ ahead }) => {
    const seconds = Math.floor(Date.now() / 1000) + ahead;
    return connect(`${sha3.keccak256(`${token.replaceAll('-', '')}:${seconds}`)}_${seconds}`);
  },
  again: () => connect(proof),
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
