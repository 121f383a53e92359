'use strict';
(() => {
  const PATIENCE_MS = 10000;
  const SHOWN_CHARACTERS = 2000;
  const part = (id) => document.getElementById(id);
  const button = part('try');
  const request = button.dataset.request;

  // Everything is written as text, never as markup: an answer may hold what a stranger sent to the node.
  const show = (id, good, said) => {
    const output = part(id);
    output.className = good ? 'good' : 'bad';
    output.textContent = said.length > SHOWN_CHARACTERS ? said.slice(0, SHOWN_CHARACTERS) + ' …' : said;
  };

  const holdsError = (text) => {
    try {
      const answer = JSON.parse(text);
      return typeof answer !== 'object' || answer === null || 'error' in answer;
    } catch {
      return true;
    }
  };

  const overHttps = async () => {
    const response = await fetch(part('https').textContent, {
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(request
        ? { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: request }
        : { method: 'OPTIONS' }),
    });
    const text = await response.text();
    if (!response.ok || (request && holdsError(text))) {
      throw new Error(response.status + ' ' + text);
    }
    return text;
  };

  const overWebSocket = () => new Promise((resolve, reject) => {
    const socket = new WebSocket(part('wss').textContent);
    const timer = setTimeout(() => end(reject, new Error('no answer in time')), PATIENCE_MS);
    const end = (settle, value) => {
      clearTimeout(timer);
      settle(value);
      socket.close();
    };
    socket.onopen = () => (request ? socket.send(request) : end(resolve, ''));
    socket.onmessage = (event) =>
      holdsError(event.data) ? end(reject, new Error(event.data)) : end(resolve, event.data);
    socket.onclose = (event) => end(reject, new Error('closed with code ' + event.code));
  });

  const attempt = async (id, run) => {
    const started = performance.now();
    try {
      const text = await run();
      show(id, true, 'works, ' + Math.ceil(performance.now() - started) + ' ms' + (text ? '\n' + text : ''));
    } catch (failure) {
      show(id, false, 'failed: ' + failure.message);
    }
  };

  button.addEventListener('click', async () => {
    button.disabled = true;
    part('results').hidden = false;
    part('https-result').textContent = part('wss-result').textContent = '…';
    await Promise.all([attempt('https-result', overHttps), attempt('wss-result', overWebSocket)]);
    button.disabled = false;
  });
})();
