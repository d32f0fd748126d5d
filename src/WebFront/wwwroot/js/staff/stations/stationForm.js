// The form of a station's profile. The server validates; the form only refuses unreadable input.
import { text } from '../../texts.js';

const minutesOf = words => {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})$/.exec(words.trim()) ?? [];
  const value = hours === undefined || Number(minutes) > 59 ? NaN : Number(hours) * 60 + Number(minutes);
  return value >= 0 && value <= 24 * 60 ? value : null;
};
const clockOf = minute => `${String(Math.trunc(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** "31.194, 121.318" -> millionths of a degree. Empty text is valid: the station has no position. */
const placeOf = words => {
  if (words.trim() === '') return { latitudeE6: null, longitudeE6: null };
  const [, latitude, longitude] =
    /^(-?\d{1,2}(?:\.\d{1,6})?)\s*[,，]\s*(-?\d{1,3}(?:\.\d{1,6})?)$/.exec(words.trim()) ?? [];
  return latitude === undefined
    ? null
    : { latitudeE6: Math.round(latitude * 1e6), longitudeE6: Math.round(longitude * 1e6) };
};

const field = (name, value, read) => ({
  name,
  label: text(`console.stations.fields.${name}`),
  value,
  read,
  trouble: text(`console.stations.wrong.${name}`),
});
const words = value => value.trim() || null;

export const profileFields = (station = {}) => [
  field('name', station.name, words),
  field('city', station.city, words),
  field('address', station.address, words),
  field('opens', clockOf(station.opensMinute ?? 0), minutesOf),
  field('closes', clockOf(station.closesMinute ?? 24 * 60), minutesOf),
  field(
    'place',
    station.latitudeE6 == null ? '' : `${station.latitudeE6 / 1e6}, ${station.longitudeE6 / 1e6}`,
    placeOf,
  ),
  field('paymentMethod', station.paymentMethod ?? 'fuelgrains', value =>
    /^[A-Za-z0-9]{1,32}$/.test(value.trim()) ? value.trim() : null,
  ),
];

/** The request body; fields outside the form keep their values. */
export const changedStation = (station, { name, city, address, opens, closes, place, paymentMethod }) => ({
  name,
  city,
  address,
  paymentMethod,
  currency: station?.currency ?? 'CNY',
  ...place,
  opensMinute: opens,
  closesMinute: closes,
});
