import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const client = fileURLToPath(new URL('../..', import.meta.url));

/** The built product; WEBFRONT names another build. */
const program = process.env['WEBFRONT'] ?? join(client, '../src/WebFront/bin/Release/net10.0/FuelGrains.WebFront.dll');

/** Below the range that the system hands out to clients. */
const aPort = (): number => 20_000 + Math.floor(Math.random() * 10_000);

const run = promisify(execFile);

/** Runs a script of the client to its end. */
export const script = (name: string, args: readonly string[], env: object = {}): Promise<unknown> =>
  run(process.execPath, [join(client, 'scripts', name), ...args], { cwd: client, env: { ...process.env, ...env } });

/** The product, with its simulator and a database file, as a process that a test kills and starts again on the same data. */
export class RunningProduct {
  readonly address = `http://127.0.0.1:${aPort()}`;
  private child: ChildProcess | null = null;
  private said = '';

  private constructor(private readonly data: string) {
    process.once('exit', this.end);
  }

  static async start(): Promise<RunningProduct> {
    const product = new RunningProduct(await mkdtemp(join(tmpdir(), 'fuelgrains-crowd-')));
    await product.begin();
    return product;
  }

  /** Starts the process and waits until it is ready. */
  async begin(): Promise<void> {
    const child = spawn('dotnet', [program, '--urls', this.address], {
      cwd: client,
      env: {
        ...process.env,
        ASPNETCORE_ENVIRONMENT: 'Development',
        FuelGrains__DataDirectory: this.data,
        FuelGrains__SiloPort: '0',
        FuelGrains__GatewayPort: '0',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    const keep = (text: Buffer): void => void (this.said = (this.said + String(text)).slice(-4_000));
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const died = once(child, 'exit').then(() => Promise.reject(new Error(`The product ended: ${this.said}`)));
    await Promise.race([script('awaitProduct.mjs', [], { PRODUCT: this.address }), died]);
  }

  get pid(): number {
    if (this.child?.pid === undefined) throw new Error('The product does not run.');
    return this.child.pid;
  }

  /** Starts the process again on its data, after somebody killed it. */
  async again(): Promise<void> {
    await this.gone();
    await this.begin();
  }

  async close(): Promise<void> {
    process.off('exit', this.end);
    this.end();
    await this.gone();
    await rm(this.data, { recursive: true, force: true });
  }

  private async gone(): Promise<void> {
    const { child } = this;
    if (child !== null && child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  private readonly end = (): void => void this.child?.kill('SIGKILL');
}
