import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const table = {
  "request/bad-height": [400, "a height is a whole number from 0, or the word latest"],
  "request/bad-node": [400, "a node is named by 64 hex digits (its Ed25519 key) or by its registry number"],
  "request/bad-address": [400, "an address is 0x and 40 hex digits"],
  "request/bad-range": [400, "from is a height, limit a whole number from 1 to 100"],
  "request/bad-name-hash": [400, "a name hash is 32 bytes: in base64 (44 characters) or in hex (64 digits)"],
  "request/bad-name-type": [400, "the only type of names is 0: those of Session accounts"],
  "request/bad-account-id": [400, "an account id is 05 and 64 more hex digits"],
  "request/bad-params": [400, "the method takes its parameters as one object"],
  "request/too-many": [429, "too many requests: slow down"],
  "request/bad-body": [400, "the request cannot be read"],
  "request/too-large": [413, "the request is too large"],
  "request/unknown-route": [404, "there is nothing at this path"],
  "block/unknown": [404, "this node has no final block of that height"],
  "node/unknown": [404, "the chain knows no such node"],
  "snapshot/unknown": [404, "this node has no snapshot of that height"],
  "name/unknown": [404, "nobody holds this name"],
  "exit/unknown": [404, "the newest accepted snapshot holds no exit of this node"],
  "chain/not-started": [
    503,
    "the network has not started yet, or this node has not read its start from the L2",
  ],
  "names/not-read": [503, "this node has not read names and Pro passes from the L2 yet: ask again later"],
  "node/overloaded": [503, "the node has too many requests in work"],
  "server/cannot-listen": [
    500,
    "the HTTP port cannot be opened: is another program using it, or is the address not of this machine?",
  ],
  "node/failed": [500, "the node could not answer; its log says why"],
} as const satisfies Readonly<Record<string, readonly [status: number, summary: string]>>

export type RpcErrorCode = keyof typeof table

export class RpcError extends AppError<RpcErrorCode> {
  readonly status: number
  readonly summary: string

  constructor(code: RpcErrorCode, options?: AppErrorOptions) {
    const [status, summary] = table[code]
    super(code, summary, options)
    this.status = status
    this.summary = summary
  }
}
