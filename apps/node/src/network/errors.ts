import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "network/unreachable": "the peer is not connected and cannot be dialled now",
  "network/timeout": "the peer did not answer in time",
  "network/refused": "the peer refused the request",
  "network/busy": "too many requests to this peer are waiting",
  "network/too-large": "the message is larger than the protocol allows",
  "network/stopped": "the network is not running",
  "network/cannot-listen":
    "the peer port cannot be opened: is another program using it, or is the address not of this machine?",
} as const

export type NetworkErrorCode = keyof typeof summaries

export class NetworkError extends AppError<NetworkErrorCode> {
  constructor(code: NetworkErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], { retryable: code !== "network/too-large", ...options })
  }
}
