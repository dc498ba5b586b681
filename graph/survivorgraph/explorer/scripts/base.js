/* What every module may need: the value of what is not said, lists by key, the least and greatest of numbers. */

export const NOT_SAID = -1;

export function push(map, key, value) {
  if (!map.has(key)) map.set(key, []);
  map.get(key).push(value);
}

export const ends = (values) => values.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
