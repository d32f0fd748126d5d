import type { Storage } from '../ports';

const Version = 1;

/**
 * A value that is kept as a text in an envelope of our own: uni-app's H5 storage turns some JSON texts into other types. A place
 * whose text cannot be read counts as empty. When the storage is full or away, the value lives as long as the app.
 */
export class Kept<T> {
  private memory: T | null = null;
  private isRead = false;

  constructor(
    private readonly storage: Storage,
    private readonly place: string,
  ) {}

  get value(): T | null {
    if (!this.isRead) {
      this.isRead = true;
      this.memory = this.read();
    }
    return this.memory;
  }

  /** False: the storage keeps nothing, and a killed app forgets the value. */
  set(value: T | null): boolean {
    this.isRead = true;
    this.memory = value;
    if (value !== null) return this.storage.write(this.place, `${Version}:${JSON.stringify(value)}`);
    this.storage.remove(this.place);
    return true;
  }

  private read(): T | null {
    const text = this.storage.read(this.place);
    if (text === null || !text.startsWith(`${Version}:`)) return null;
    try {
      return JSON.parse(text.slice(`${Version}:`.length)) as T;
    } catch {
      return null;
    }
  }
}
