// Two visitors, each with a portal and a demo city of their own: a phone without JavaScript in Chinese, and a desk
// with JavaScript in English.
import { defineConfig } from '@playwright/test';
import path from 'node:path';

const binary = process.env.YUBAN_BINARY ?? path.join(__dirname, '../target/debug/yuban');
// Chosen once; the workers that read this file again inherit it.
process.env.YUBAN_END2END_PORT ??= String(20000 + Math.floor(Math.random() * 10000));
const firstPort = Number(process.env.YUBAN_END2END_PORT);

const address = (visitor: number) => `http://127.0.0.1:${firstPort + visitor}`;

function portal(visitor: number, name: string) {
  const data = path.join(__dirname, '.demo', name);
  return {
    command: `rm -rf '${data}' && exec '${binary}' serve --demo --demo-time 2026-03-06T09:00`
      + ` --data '${data}' --listen 127.0.0.1:${firstPort + visitor}`,
    env: { YUBAN_LOG: 'warn', YUBAN_HOLD_MINUTES: '0' },
    url: `${address(visitor)}/readyz`,
    timeout: 120_000,
    stdout: 'ignore' as const,
    stderr: 'pipe' as const,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 25_000 },
  };
}

export default defineConfig({
  testDir: '.',
  forbidOnly: true,
  workers: 2,
  timeout: 120_000,
  reporter: 'list',
  use: {
    launchOptions: {
      executablePath: '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
    },
    actionTimeout: 15_000,
    navigationTimeout: 15_000,
    // Recording every test costs as much as the tests themselves, and nobody fetches a trace from the gate.
    trace: process.env.CI ? 'off' : 'retain-on-failure',
    timezoneId: 'Asia/Shanghai',
  },
  webServer: [portal(0, 'zh-phone-noscript'), portal(1, 'en-desktop')],
  projects: [
    {
      name: 'zh-phone-noscript',
      use: {
        baseURL: address(0),
        viewport: { width: 320, height: 640 },
        javaScriptEnabled: false,
        locale: 'zh-CN',
      },
    },
    {
      name: 'en-desktop',
      use: {
        baseURL: address(1),
        viewport: { width: 1280, height: 800 },
        locale: 'en-GB',
        storageState: {
          cookies: [{
            name: 'language', value: 'en', domain: '127.0.0.1', path: '/',
            expires: -1, httpOnly: false, secure: false, sameSite: 'Lax',
          }],
          origins: [],
        },
      },
    },
  ],
});
