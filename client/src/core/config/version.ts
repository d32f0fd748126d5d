/** Numbers of a version such as 1.4.0; null for any other text. */
function numbersOf(version: string): readonly number[] | null {
  return /^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version) ? version.split('.').map(Number) : null;
}

/** Whether a version comes before another. One that cannot be read comes before none. */
export function isOlder(version: string, than: string): boolean {
  const [mine, other] = [numbersOf(version), numbersOf(than)];
  if (mine === null || other === null) return false;
  const differs = mine.findIndex((number, i) => number !== other[i]);
  return differs >= 0 && mine[differs]! < other[differs]!;
}
