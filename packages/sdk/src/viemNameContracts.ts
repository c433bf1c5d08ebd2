import { nameRegistryAbi } from "@sextant/contracts/NameRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { type Address, parseAddress } from "@sextant/shared/networks"
import {
  type Account,
  BaseError,
  type Chain,
  type Client,
  ContractFunctionRevertedError,
  TransactionNotFoundError,
  TransactionReceiptNotFoundError,
  type Transport,
  UserRejectedRequestError,
} from "viem"
import {
  getBlock,
  getTransaction,
  getTransactionReceipt,
  readContract,
  simulateContract,
  writeContract,
} from "viem/actions"
import { SdkError } from "./errors.ts"
import type { Hex, NameContracts, NameOnChain, TransactionState } from "./nameContracts.ts"

export type ViemClients = {
  /** Reads. */
  readonly reader: Client<Transport, Chain | undefined>
  /** Signs with its account: a local key or a person's wallet. */
  readonly writer: Client<Transport, Chain, Account>
}

export type NameAddresses = { readonly NameRegistry: Address; readonly SessionToken: Address }

const STATUS = ["free", "active", "grace"] as const
/** So that the token's refusals have names when the registry passes them on. */
const abi = [...nameRegistryAbi, ...sessionTokenAbi.filter((item) => item.type === "error")] as const

/** The port over viem, for browsers and Node alike. The only file of the SDK that knows viem. */
export function createViemNameContracts(
  { reader, writer }: ViemClients,
  addresses: NameAddresses,
): NameContracts {
  const registry = { address: addresses.NameRegistry, abi } as const
  const token = { address: addresses.SessionToken, abi: sessionTokenAbi } as const
  const account = parseAddress(writer.account.address)
  const sender = { account: writer.account } as const
  return {
    chainId: writer.chain.id,
    registry: addresses.NameRegistry,
    account,
    chainTimeS: () => asked(async () => Number((await getBlock(reader, { blockTag: "latest" })).timestamp)),
    commitAges: () =>
      asked(async () => {
        const [minS, maxS] = await readContract(reader, { ...registry, functionName: "commitAges" })
        return { minS: Number(minS), maxS: Number(maxS) }
      }),
    costAtomic: ({ length, yearCount }) =>
      asked(() => readContract(reader, { ...registry, functionName: "costOf", args: [length, yearCount] })),
    name: (nameHash) =>
      asked(async () =>
        toName(await readContract(reader, { ...registry, functionName: "stateOf", args: [nameHash] })),
      ),
    committedAtS: (commitment) =>
      asked(async () => {
        const call = { ...registry, functionName: "committedAtS", args: [commitment] } as const
        return Number(await readContract(reader, call)) || undefined
      }),
    allowanceAtomic: () =>
      asked(() =>
        readContract(reader, { ...token, functionName: "allowance", args: [account, registry.address] }),
      ),
    transaction: (txHash) => asked(() => transactionState(reader, txHash)),
    commit: (commitment) =>
      asked(async () => {
        const call = { ...registry, functionName: "commit", args: [commitment], ...sender } as const
        await simulateContract(reader, call)
        return writeContract(writer, call)
      }),
    approve: (amountAtomic) =>
      asked(async () => {
        const call = {
          ...token,
          functionName: "approve",
          args: [registry.address, amountAtomic],
          ...sender,
        } as const
        await simulateContract(reader, call)
        return writeContract(writer, call)
      }),
    register: (registration, costMaxAtomic) =>
      asked(async () => {
        const call = {
          ...registry,
          functionName: "register",
          args: [registration, costMaxAtomic],
          ...sender,
        } as const
        await simulateContract(reader, call)
        return writeContract(writer, call)
      }),
    renew: ({ nameHash, yearCount, costMaxAtomic }) =>
      asked(async () => {
        const args = [nameHash, yearCount, costMaxAtomic] as const
        const call = { ...registry, functionName: "renew", args, ...sender } as const
        await simulateContract(reader, call)
        return writeContract(writer, call)
      }),
  }
}

type NameState = {
  readonly status: number
  readonly owner: Hex
  readonly expiresAtS: bigint
  readonly length: number
}

function toName({ status, owner, expiresAtS, length }: NameState): NameOnChain {
  const known = STATUS[status] ?? "free"
  if (known === "free") return { status: "free" }
  return { status: known, owner: parseAddress(owner), expiresAtS: Number(expiresAtS), length }
}

async function transactionState(reader: ViemClients["reader"], hash: Hex): Promise<TransactionState> {
  try {
    const { status } = await getTransactionReceipt(reader, { hash })
    return status === "success" ? "mined" : "reverted"
  } catch (error) {
    if (!(error instanceof TransactionReceiptNotFoundError)) throw error
  }
  try {
    await getTransaction(reader, { hash })
    return "pending"
  } catch (error) {
    if (!(error instanceof TransactionNotFoundError)) throw error
    return "unknown"
  }
}

/** The contract's word and everything else, told apart. */
async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (cause) {
    const reason = refusalOf(cause)
    if (reason !== undefined) throw new SdkError("contract/refused", { cause, meta: { reason } })
    if (isDeclined(cause)) throw new SdkError("contract/declined", { cause, retryable: true })
    throw new SdkError("contract/failed", { cause, meta: { reason: shortMessage(cause) }, retryable: true })
  }
}

function refusalOf(error: unknown): string | undefined {
  if (!(error instanceof BaseError)) return undefined
  const revert = error.walk((cause) => cause instanceof ContractFunctionRevertedError)
  if (!(revert instanceof ContractFunctionRevertedError)) return undefined
  return revert.data?.errorName ?? revert.reason ?? revert.signature ?? "unknown"
}

function isDeclined(error: unknown): boolean {
  return (
    error instanceof BaseError && error.walk((cause) => cause instanceof UserRejectedRequestError) !== null
  )
}

function shortMessage(error: unknown): string {
  return error instanceof BaseError ? error.shortMessage : String(error)
}
