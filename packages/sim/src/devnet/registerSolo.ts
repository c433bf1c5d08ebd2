import { nodeRegistryAbi } from "@sextant/contracts/NodeRegistry"
import { sessionTokenAbi } from "@sextant/contracts/SessionToken"
import { secretKeyToPublicKey, sign } from "@sextant/crypto/bls"
import { publicKeyToG1Words, signatureToG2Words } from "@sextant/crypto/blsWords"
import { ed25519KeyPair, ed25519Sign } from "@sextant/crypto/ed25519"
import { bytesTo0x } from "@sextant/shared/bytes"
import { type ContractAddresses, parseAddress } from "@sextant/shared/networks"
import type { AmountAtomic } from "@sextant/shared/units"
import { proofOfPossessionMessage, registrationMessage } from "@sextant/wire/messages"
import { type Hex, parseSignature, zeroAddress } from "viem"
import { privateKeyToAccount } from "viem/accounts"
import { DEVNET_CHAIN_ID, type L2Clients } from "./l2.ts"

export type SoloRegistration = {
  readonly contracts: ContractAddresses
  readonly operatorKey: Hex
  readonly blsSecretKey: Uint8Array
  readonly ed25519Seed: Uint8Array
  readonly stakeAtomic: AmountAtomic
  readonly feeBps: number
  /** `permit` registers in one transaction, `approve` in two: both ways an operator may go. */
  readonly payBy: "approve" | "permit"
}

type Arguments = readonly [
  { xHi: bigint; xLo: bigint; yHi: bigint; yLo: bigint },
  { words: readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint, bigint] },
  Hex,
  readonly [Hex, Hex],
  number,
  Hex,
]

/** Locks an operator's stake for one node, as the operator's own tools would. */
export async function registerSolo(clients: L2Clients, input: SoloRegistration): Promise<void> {
  const account = privateKeyToAccount(input.operatorKey)
  const registry = input.contracts.NodeRegistry
  const args = registrationArguments(input, parseAddress(account.address))
  const { chain, walletClient } = clients
  if (input.payBy === "approve") {
    const hash = await walletClient.writeContract({
      account,
      chain,
      address: input.contracts.SessionToken,
      abi: sessionTokenAbi,
      functionName: "approve",
      args: [registry, input.stakeAtomic],
    })
    await mustSucceed(clients, hash)
    const call = {
      account,
      chain,
      address: registry,
      abi: nodeRegistryAbi,
      functionName: "register",
      args,
    } as const
    return mustSucceed(clients, await walletClient.writeContract(call))
  }
  const permit = await signPermit(clients, input)
  const call = { account, chain, address: registry, abi: nodeRegistryAbi } as const
  const hash = await walletClient.writeContract({
    ...call,
    functionName: "registerWithPermit",
    args: [...args, permit.deadline, permit.v, permit.r, permit.s],
  })
  return mustSucceed(clients, hash)
}

function registrationArguments(input: SoloRegistration, operator: `0x${string}`): Arguments {
  const domain = { chainId: DEVNET_CHAIN_ID, registry: input.contracts.NodeRegistry }
  const blsPublicKey = secretKeyToPublicKey(input.blsSecretKey)
  const { publicKey: ed25519PublicKey, secretKey } = ed25519KeyPair(input.ed25519Seed)
  const contributors = [{ staker: operator, beneficiary: operator, amountAtomic: input.stakeAtomic }]
  const terms = {
    blsPublicKey,
    ed25519PublicKey,
    operator,
    feeBps: input.feeBps,
    contributors,
    payer: operator,
  }
  const [xHi, xLo, yHi, yLo] = publicKeyToG1Words(blsPublicKey)
  const proof = signatureToG2Words(sign(input.blsSecretKey, proofOfPossessionMessage(domain, terms)))
  const signature = ed25519Sign(secretKey, registrationMessage(domain, terms))
  return [
    { xHi, xLo, yHi, yLo },
    { words: proof },
    bytesTo0x(ed25519PublicKey),
    [bytesTo0x(signature.subarray(0, 32)), bytesTo0x(signature.subarray(32))],
    input.feeBps,
    zeroAddress,
  ]
}

async function signPermit(clients: L2Clients, input: SoloRegistration) {
  const account = privateKeyToAccount(input.operatorKey)
  const token = { address: input.contracts.SessionToken, abi: sessionTokenAbi } as const
  const nonce = await clients.publicClient.readContract({
    ...token,
    functionName: "nonces",
    args: [account.address],
  })
  const { timestamp } = await clients.publicClient.getBlock()
  const deadline = timestamp + 3_600n
  const signature = await account.signTypedData({
    domain: {
      name: "Session Token",
      version: "1",
      chainId: DEVNET_CHAIN_ID,
      verifyingContract: token.address,
    },
    types: {
      Permit: [
        { name: "owner", type: "address" },
        { name: "spender", type: "address" },
        { name: "value", type: "uint256" },
        { name: "nonce", type: "uint256" },
        { name: "deadline", type: "uint256" },
      ],
    },
    primaryType: "Permit",
    message: {
      owner: account.address,
      spender: input.contracts.NodeRegistry,
      value: input.stakeAtomic,
      nonce,
      deadline,
    },
  })
  const { r, s, yParity } = parseSignature(signature)
  return { deadline, v: 27 + yParity, r, s }
}

async function mustSucceed(clients: L2Clients, hash: Hex): Promise<void> {
  const receipt = await clients.publicClient.waitForTransactionReceipt({ hash })
  if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`)
}
