import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "wire/too-large": "the encoded message is larger than its kind may be",
  "wire/malformed": "the bytes are not an encoding of this kind of message",
  "wire/not-canonical": "the bytes differ from the one valid encoding of what they say",
  "wire/out-of-range": "a field holds a value outside its range",
  "wire/bad-account-id": "an account id is 05 and 64 more hex digits",
  "wire/bad-name":
    "a name has 1 to 64 characters: letters a to z, digits, underscores and, not at its ends, hyphens",
} as const

export type WireErrorCode = keyof typeof summaries

export class WireError extends AppError<WireErrorCode> {
  constructor(code: WireErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
