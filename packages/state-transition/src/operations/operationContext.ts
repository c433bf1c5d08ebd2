import type { Height, UnixMs } from "@sextant/shared/units"
import type { Rules } from "../types.ts"

/** Where and when an operation is applied. */
export type OperationContext = {
  readonly rules: Rules
  readonly height: Height
  readonly timestampMs: UnixMs
}
