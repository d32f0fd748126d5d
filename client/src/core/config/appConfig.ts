import type { Config } from '../api/types';
import type { Api } from '../http/api';
import type { Origin } from '../links/origin';
import type { Clock, Storage } from '../ports';
import { Kept } from '../store/kept';
import { isOlder } from './version';

/** A config is asked for again when the app is shown so long after the last answer. */
export const FreshForMs = 10 * 60_000;

const Place = 'fuelgrains.config';

type Known = Pick<Config, 'minimumVersion' | 'flags'>;

/**
 * What the server wants the app to know: switches, the oldest version that may order. The last answer is kept for
 * the next start, so that nothing waits for it.
 */
export class AppConfig {
  private readonly kept: Kept<Known>;
  private askedAt: number | null = null;
  private asking = false;
  private listeners: Array<() => void> = [];

  constructor(
    storage: Storage,
    private readonly api: Api,
    private readonly clock: Clock,
    private readonly version: string,
  ) {
    this.kept = new Kept(storage, Place);
  }

  /** Whether this app is older than the server lets order: it still reads, pays and refunds. */
  get isTooOld(): boolean {
    const minimum = this.kept.value?.minimumVersion;
    return minimum != null && isOlder(this.version, minimum);
  }

  /** A switch that the server does not name is off. */
  isOn(flag: string): boolean {
    return this.kept.value?.flags?.[flag] === true;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  /**
   * Asks, unless the last answer is fresh; true when an answer came. A lost one is asked for when the app is shown again.
   * @param from Where the visitor came from: the server counts it.
   */
  async refresh(from: Origin | null): Promise<boolean> {
    if (this.asking || (this.askedAt !== null && this.clock.now() - this.askedAt < FreshForMs)) return false;
    this.asking = true;
    try {
      const { data } = await this.api.call<Config>('GET', `/api/config${from === null ? '' : `?from=${from}`}`);
      this.askedAt = this.clock.now();
      this.kept.set({ minimumVersion: data.minimumVersion, flags: data.flags });
      for (const listener of [...this.listeners]) listener();
      return true;
    } catch {
      return false; // what is kept serves on
    } finally {
      this.asking = false;
    }
  }
}
