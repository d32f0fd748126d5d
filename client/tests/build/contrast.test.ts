import { expect, test } from 'vitest';
import chain from '../../chain.config.json';

type Colours = Record<string, string>;

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const onSurfaces = ['ink', 'muted', 'brand', 'accent', 'good', 'bad', 'warn'];
const cases = Object.entries(chain.colours as Record<string, Colours>).flatMap(([theme, colours]) => [
  ...onSurfaces.flatMap(text => ['background', 'card'].map(surface => [theme, text, surface, colours] as const)),
  [theme, 'onAccent', 'accent', colours] as const,
  [theme, 'ink', 'quiet', colours] as const,
  [theme, 'brand', 'quiet', colours] as const,
  [theme, 'muted', 'line', colours] as const,
]);

test.each(cases)('%s: %s on %s has a contrast of 4.5', (_, text, surface, colours) => {
  expect(contrast(colours[text] ?? '', colours[surface] ?? '')).toBeGreaterThanOrEqual(4.5);
});
