import type { Random, Storage } from '@/core/ports';

export class TestStorage implements Storage {
  readonly texts = new Map<string, string>();
  isFull = false;

  read(place: string): string | null {
    return this.texts.get(place) ?? null;
  }

  write(place: string, text: string): boolean {
    if (this.isFull) return false;
    this.texts.set(place, text);
    return true;
  }

  remove(place: string): void {
    this.texts.delete(place);
  }
}

/** Fractions that a test names, and bytes that differ each time. */
export class TestRandom implements Random {
  next = 0.5;
  private drawn = 0;

  fraction(): number {
    return this.next;
  }

  bytes(count: number): Promise<Uint8Array> {
    this.drawn++;
    return Promise.resolve(new Uint8Array(count).fill(this.drawn));
  }
}
