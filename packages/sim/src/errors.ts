import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "sim/never-rests": "something keeps real timers or immediates alive, so simulated time cannot move",
  "sim/too-late": "a promise was not settled within the simulated time it had",
  "sim/unknown-node": "the simulated network has no such node",
  "sim/bad-option": "this option cannot be used",
  "sim/violation": "an invariant does not hold",
} as const

export type SimErrorCode = keyof typeof summaries

export class SimError extends AppError<SimErrorCode> {
  constructor(code: SimErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
