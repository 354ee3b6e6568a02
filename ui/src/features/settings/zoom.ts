/** Steps of the text size, in percent. */
export const smallest = 80;
export const largest = 200;

export function zoomBy(zoom: number, step: number): number {
  return Math.min(largest, Math.max(smallest, zoom + step));
}
