// ethers, over HTTPS and over WSS, for a Java test: a line of JSON in for each step, a line of JSON out for what came of it.
import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createInterface } from 'node:readline';
import { FetchRequest, JsonRpcProvider, Network, WebSocketProvider } from 'ethers';
import WebSocket from 'ws';

const { host, user, password, bearer, protocols = [], ...files } = JSON.parse(process.argv[2]);
const tls = Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readFileSync(file)]));
const network = Network.from(1);
let provider;
const blocks = [];
let told = () => {};

const steps = {
  https: async () => {
    const request = new FetchRequest(`https://${host}/`);
    request.getUrlFunc = FetchRequest.createGetUrlFunc({ agent: new Agent(tls) });
    if (user) {
      request.setCredentials(user, password);
    }
    if (bearer) {
      request.setHeader('Authorization', `Bearer ${bearer}`);
    }
    provider = new JsonRpcProvider(request, network, { staticNetwork: network });
  },
  wss: () => new Promise((resolve, reject) => {
    const headers = {};
    if (user) {
      headers.Authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    }
    if (bearer) {
      headers.Authorization = `Bearer ${bearer}`;
    }
    const socket = new WebSocket(`wss://${host}/`, protocols, { ...tls, headers, handshakeTimeout: 10_000 });
    socket.once('error', reject);
    socket.once('open', () => resolve());
    provider = new WebSocketProvider(socket, network, { staticNetwork: network });
  }),
  blockNumber: () => provider.getBlockNumber(),
  send: ({ method }) => provider.send(method, []),
  listen: async () => {
    await provider.on('block', (number) => {
      blocks.push(number);
      told();
    });
  },
  block: async () => {
    while (blocks.length === 0) {
      await new Promise((resolve) => {
        told = resolve;
      });
    }
    return blocks.shift();
  },
  deafen: async () => {
    await provider.off('block');
  },
  // Sent together: over HTTPS as one batch.
  together: () => Promise.all([provider.send('whoami', []), provider.send('eth_blockNumber', [])]),
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
