import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "voteLog/contradiction": "the vote log already holds a vote that this one contradicts; it was not sent",
  "voteLog/corrupt":
    "the vote log holds a row that cannot be read; restore the data folder or start with a fresh one",
  "voteLog/unreadable-file":
    "this is no vote file of this version: export it again from the data folder that holds the votes",
  "voteLog/nothing-to-export": "this data folder holds no chain and no votes: there is nothing to export",
  "voteLog/foreign":
    "these votes are another node's or another network's: import the file that this node's own data folder has exported",
  "voteLog/below-watermark": "a vote lies below the log's watermark; it was not sent",
  "voteLog/behind-chain":
    "the chain holds a vote of this node that its log does not know, so the log is an old copy or a new one: voting on could contradict what was said and cost the stake. Import the newest export of the lost log with `sextant-node votes import FILE`; when there is none, run `sextant-node votes renounce` and start again: the node then stays silent until an epoch begins in which it cannot have voted",
  "runner/safety-violated":
    "two quorums contradict each other: a third of the validators lie. This node has stopped voting; ask the network's operators",
} as const

export type ConsensusRunnerErrorCode = keyof typeof summaries

export class ConsensusRunnerError extends AppError<ConsensusRunnerErrorCode> {
  constructor(code: ConsensusRunnerErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
