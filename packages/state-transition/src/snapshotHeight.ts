import type { Preset } from "@sextant/shared/params"

/** True for heights that yield a snapshot: the multiples of the interval, genesis excepted. */
export function isSnapshotHeight(preset: Preset, height: number): boolean {
  return height > 0 && height % preset.snapshotIntervalBlocks === 0
}
