import type {
  L2Access,
  LiquidatorAccount,
  OperatorAccount,
  PoolOffer,
  PreparedPool,
  PreparedRegistration,
  SoloRegistrationInput,
} from "./cli/cliDeps.ts"
import { createContractClient, parseL2Account } from "./l2/contractClient.ts"
import { createHttpProvider } from "./l2/jsonRpc.ts"
import { createLiquidatorAccount } from "./l2/liquidatorAccount.ts"
import { createOperatorAccount } from "./l2/operatorAccount.ts"
import { preparePool as poolArguments } from "./l2/poolAccount.ts"
import { createProviderPool } from "./l2/providerPool.ts"
import { registrationCall } from "./l2/registrationCall.ts"
import { stakingRequirement } from "./l2/stakingRequirement.ts"
import { createPinoLogger } from "./pinoLogger.ts"
import { systemClock } from "./systemClock.ts"

const TIMEOUT_MS = 15_000

function openClient({ chainId, l2RpcUrls }: L2Access) {
  const pool = createProviderPool({
    clock: systemClock,
    logger: createPinoLogger("error"),
    providers: l2RpcUrls.map((url) => createHttpProvider(url, TIMEOUT_MS)),
    chainId,
    lagBlocksMax: Number.POSITIVE_INFINITY,
  })
  return createContractClient(pool)
}

/** An operator's wallet at the contracts. */
export function openAccount(access: L2Access, privateKeyHex: string): OperatorAccount {
  const account = parseL2Account(privateKeyHex)
  return createOperatorAccount({ ...access, client: openClient(access), account })
}

/** A liquidator's wallet at the contracts. */
export function openLiquidator(access: L2Access, privateKeyHex: string): LiquidatorAccount {
  const account = parseL2Account(privateKeyHex)
  return createLiquidatorAccount({ ...access, client: openClient(access), account })
}

/** The arguments of `createPool` for a wallet elsewhere. */
export async function preparePool(
  access: L2Access,
  input: PoolOffer & { readonly operator: `0x${string}` },
): Promise<PreparedPool> {
  const prepared = await poolArguments({ ...access, client: openClient(access) }, input)
  const { pool, salt, operator, terms, reservations } = prepared
  const { blsKey, proof, ...rest } = terms
  return {
    pool,
    salt,
    operator,
    terms: {
      blsKey: [blsKey.xHi, blsKey.xLo, blsKey.yHi, blsKey.yLo].map(String),
      proof: proof.words.map(String),
      ...rest,
    },
    reservations: reservations.map(({ contributor, amountAtomic }) => ({
      contributor,
      amount: String(amountAtomic),
    })),
  }
}

/** The call a wallet elsewhere has to make, as text. */
export async function prepareRegistration(
  access: L2Access,
  input: SoloRegistrationInput & { readonly operator: `0x${string}` },
): Promise<PreparedRegistration> {
  const { contracts, chainId } = access
  const stakeAtomic = await stakingRequirement({ client: openClient(access), contracts })
  const { keys, operator, feeBps } = input
  const beneficiary = input.beneficiary ?? operator
  const domain = { chainId, registry: contracts.NodeRegistry }
  const terms = { keys, operator, beneficiary, feeBps, stakeAtomic }
  const [key, { words }, ed25519Key, ed25519Signature] = registrationCall(domain, terms)
  return {
    blsKey: [key.xHi, key.xLo, key.yHi, key.yLo].map(String),
    proofOfPossession: words.map(String),
    ed25519Key,
    ed25519Signature: [...ed25519Signature],
    feeBps,
    operator,
    beneficiary,
    stakeAtomic: String(stakeAtomic),
  }
}
