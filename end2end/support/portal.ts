// A portal of a test's own, to stop and start again on another day.
import { spawn, type ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BINARY = process.env.YUBAN_BINARY ?? path.join(__dirname, '../../target/debug/yuban');

export class Portal {
  private process?: ChildProcess;
  private constructor(readonly data: string, readonly address: string) {}

  /** A portal that was never opened before. */
  static async fresh(name: string): Promise<Portal> {
    const data = path.join(__dirname, '../.demo', name);
    rmSync(data, { recursive: true, force: true });
    return new Portal(data, `http://127.0.0.1:${await freePort()}`);
  }

  /** Opens it with the clock at this local time; decisions leave the house after so many minutes. */
  async open(time: string, holdMinutes = 0): Promise<void> {
    const listen = this.address.slice('http://'.length);
    this.process = spawn(
      BINARY,
      ['serve', '--demo', '--demo-time', time, '--data', this.data, '--listen', listen],
      { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, YUBAN_LOG: 'warn', YUBAN_HOLD_MINUTES: String(holdMinutes) } },
    );
    for (let tries = 0; tries < 300; tries += 1) {
      const answer = await fetch(`${this.address}/readyz`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await pause(200);
    }
    throw new Error('the portal did not open within a minute');
  }

  /** Ends it unless it has ended, and says with which code; after a SIGKILL there is none. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const process = this.process;
    if (!process || process.exitCode !== null || process.signalCode !== null) {
      return process?.exitCode ?? null;
    }
    const ended = new Promise<number | null>((resolve) => process.once('exit', resolve));
    process.kill(signal);
    return ended;
  }

  /** What another command of the binary says about this portal's data, and its exit code. */
  async ask(command: string): Promise<{ code: number | null; said: string }> {
    const asked = spawn(BINARY, [command, '--demo', '--data', this.data]);
    let said = '';
    asked.stdout.on('data', (text) => { said += text; });
    asked.stderr.on('data', (text) => { said += text; });
    const code = await new Promise<number | null>((resolve) => asked.once('exit', resolve));
    return { code, said };
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
