import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "wire/too-large": "the encoded message is larger than its kind may be",
  "wire/malformed": "the bytes are not an encoding of this kind of message",
  "wire/not-canonical": "the bytes differ from the one valid encoding of what they say",
  "wire/out-of-range": "a field holds a value outside its range",
} as const

export type WireErrorCode = keyof typeof summaries

export class WireError extends AppError<WireErrorCode> {
  constructor(code: WireErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
