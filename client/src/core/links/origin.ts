/** Where a visitor came from, as the server counts it. */
export type Origin = 'sticker' | 'share' | 'notice' | 'search' | 'other';

/** WeChat's numbers for the ways into a mini-program. A printed code is scanned, pressed long, or found in the album. */
const Scenes: Readonly<Record<Exclude<Origin, 'other'>, readonly number[]>> = {
  sticker: [1011, 1012, 1013, 1047, 1048, 1049],
  share: [1007, 1008, 1036, 1044, 1096],
  notice: [1014, 1107],
  search: [1005, 1006, 1027, 1042, 1053],
};

/** The origin of a start by WeChat's scene number. Nothing about the visitor is in it. */
export function originOf(scene: number | undefined): Origin {
  for (const [origin, scenes] of Object.entries(Scenes)) if (scenes.includes(scene ?? 0)) return origin as Origin;
  return 'other';
}
