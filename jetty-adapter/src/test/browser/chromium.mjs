// Drives one Chromium for a Java test: a line of JSON in for each step, a line of JSON out for what came of it.
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const options = JSON.parse(process.argv[2]);
const context = await chromium.launchPersistentContext(options.profile, {
  executablePath: options.executable,
  headless: true,
  viewport: { width: 900, height: 1000 },
  env: { ...process.env, HOME: options.home },
  args: options.args,
  timeout: 60_000,
});
const tabs = new Map();

const open = async (name) => {
  const page = await context.newPage();
  const tab = { page, complaints: [], preflights: [] };
  const session = await context.newCDPSession(page);
  session.on('Network.requestWillBeSent', ({ request }) => {
    if (request.method === 'OPTIONS') {
      tab.preflights.push(request.url);
    }
  });
  await session.send('Network.enable');
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      tab.complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => tab.complaints.push(String(error)));
  tabs.set(name, tab);
  return tab;
};

const steps = {
  async visit({ tab, url }) {
    const { page } = tabs.get(tab) ?? (await open(tab));
    const response = await page.goto(url, { timeout: 30_000 });
    // Of what comes from no server there is no response.
    return { status: response?.status() ?? 0, headers: response?.headers() ?? {} };
  },
  // The script is the body of an async function; what it throws is an answer too.
  async run({ tab, script }) {
    return tabs.get(tab).page.evaluate(
      async (body) => {
        const AsyncFunction = (async () => {}).constructor;
        try {
          return { value: await new AsyncFunction(body)() };
        } catch (failure) {
          return { failure: String(failure) };
        }
      },
      script);
  },
  async click({ tab, selector }) {
    await tabs.get(tab).page.click(selector, { timeout: 30_000 });
  },
  async text({ tab, selector, pattern }) {
    const locator = tabs.get(tab).page.locator(selector);
    if (pattern) {
      await locator.filter({ hasText: new RegExp(pattern) }).waitFor({ timeout: 30_000 });
    }
    return locator.textContent();
  },
  async screenshot({ tab, file, scheme }) {
    const { page } = tabs.get(tab);
    await page.emulateMedia({ colorScheme: scheme });
    await page.screenshot({ path: file, fullPage: true });
  },
  complaints({ tab }) {
    return tabs.get(tab).complaints;
  },
  // Those sent since it was last asked.
  preflights({ tab }) {
    return tabs.get(tab).preflights.splice(0);
  },
  async allow({ origin, permissions }) {
    await context.grantPermissions(permissions, { origin });
  },
  async end() {
    await context.close();
  },
};

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const step = JSON.parse(line);
  try {
    console.log(JSON.stringify({ value: (await steps[step.step](step)) ?? null }));
  } catch (failure) {
    console.log(JSON.stringify({ failure: String(failure) }));
  }
  if (step.step === 'end') {
    break;
  }
}
// Its input has ended, or it was told to end: nothing of it stays, whatever the test forgot.
await context.close().catch(() => {});
process.exit(0);
