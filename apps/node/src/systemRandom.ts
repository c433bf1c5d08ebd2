import { randomBytes } from "node:crypto"
import type { Random } from "./ports.ts"

/** The operating system's randomness. */
export const systemRandom: Random = { bytes: (lengthBytes) => new Uint8Array(randomBytes(lengthBytes)) }
