export interface Place {
  readonly latitude: string;
  readonly longitude: string;
}

/** The phone's place in degrees, to about ten metres; null when the driver, WeChat or the phone gives none. */
export const whereAmI = (): Promise<Place | null> =>
  new Promise(resolve =>
    uni.getLocation({
      type: 'wgs84',
      success: ({ latitude, longitude }) =>
        resolve({ latitude: Number(latitude).toFixed(4), longitude: Number(longitude).toFixed(4) }),
      fail: () => resolve(null),
    }),
  );
