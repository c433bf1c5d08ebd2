import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "voteLog/contradiction": "the vote log already holds a vote that this one contradicts; it was not sent",
  "voteLog/corrupt":
    "the vote log holds a row that cannot be read; restore the data folder or start with a fresh one",
  "runner/safety-violated":
    "two quorums contradict each other: a third of the validators lie. This node has stopped voting; ask the network's operators",
} as const

export type ConsensusRunnerErrorCode = keyof typeof summaries

export class ConsensusRunnerError extends AppError<ConsensusRunnerErrorCode> {
  constructor(code: ConsensusRunnerErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
