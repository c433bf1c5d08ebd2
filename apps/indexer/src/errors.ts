import { AppError, type AppErrorOptions } from "@sextant/shared/errors"

const summaries = {
  "config/bad-env": "the environment is not usable: correct the named variables",
  "config/bad-contracts": "CONTRACTS must be JSON, or the path of a JSON file, with every contract address",
  "evm/unreachable": "no provider of the EVM chain answers: check L2_RPC_URL and that it runs",
  "evm/refused": "the provider of the EVM chain refused a request",
  "evm/bad-answer": "the provider of the EVM chain answered in a form that JSON-RPC does not have",
  "evm/wrong-chain":
    "L2_RPC_URL leads to another chain: point it at the chain of the contracts, or correct CHAIN_ID",
  "evm/no-contract": "there is no NodeRegistry at this address: check CONTRACTS",
  "evm/before-start":
    "the chain ends before the block where the index starts: the provider is syncing, or START_BLOCK is wrong",
  "evm/unsteady": "the chain changed while its logs were read",
  "evm/behind-final":
    "the provider is behind blocks that were final already: it is syncing, or it serves another history",
  "reorg/beyond-final":
    "the chain dropped a block that was final: check the provider, then index into an empty database",
  "appchain/broken-chain": "a node's block does not extend the one indexed before it",
  "appchain/wrong-height": "a node answered with another height than asked for",
  "cursor/foreign-network":
    "the database holds the index of another network: use another database, or reset the index",
  "step/raced": "another step moved the cursor first; nothing was written",
  "step/failed": "a step failed in a way that nobody foresaw",
} as const

export type IndexerErrorCode = keyof typeof summaries

export class IndexerError extends AppError<IndexerErrorCode> {
  constructor(code: IndexerErrorCode, options?: AppErrorOptions) {
    super(code, summaries[code], options)
  }
}
