// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {SessionToken} from "../src/SessionToken.sol";
import {Auction, Offer} from "../src/market/INameMarket.sol";
import {NameMarket} from "../src/market/NameMarket.sol";
import {NameState, NameStatus} from "../src/names/INameRegistry.sol";
import {NameRegistry} from "../src/names/NameRegistry.sol";
import {MarketHandler} from "./support/MarketHandler.sol";
import {NamesFromLogs} from "./support/NamesFromLogs.sol";
import {vm} from "./support/Vm.sol";

/// @notice What holds for names, their fees and their market after any sequence of moves.
contract NamesInvariantsTest {
    address private constant POOL = address(0x9001);
    address private constant LIQUIDITY = address(0x119);

    MarketHandler private handler;
    SessionToken private token;
    NameRegistry private names;
    NameMarket private market;
    address private router;

    function setUp() public {
        handler = new MarketHandler();
        (address token_, address router_, address names_, address market_) = handler.contracts();
        token = SessionToken(token_);
        router = router_;
        names = NameRegistry(names_);
        market = NameMarket(market_);
    }

    function targetContracts() external view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(handler);
    }

    /// @dev The market holds offers, highest bids and credits, to the last unit.
    function invariant_theMarketsEscrowIsConserved() external view {
        uint256 owed;
        for (uint256 id = 1; id <= market.lastOfferId(); ++id) {
            (Offer memory offer,) = market.offer(id);
            owed += offer.amount;
        }
        for (uint256 slot; slot < handler.SLOTS(); ++slot) {
            (Auction memory auction,) = market.auctionOf(handler.hashOfSlot(slot));
            owed += auction.bid;
        }
        for (uint256 actor; actor < handler.ACTORS(); ++actor) {
            owed += market.creditOf(handler.actorOf(actor));
        }
        vm.assertEq(token.balanceOf(address(market)), owed, "escrow");
    }

    /// @dev 90 % of each fee, rounded up, and all royalties to the pool; the rest to liquidity; nothing stays on the way.
    function invariant_feesSplitExactly() external view {
        vm.assertEq(token.balanceOf(POOL), handler.expectedPool(), "pool");
        vm.assertEq(token.balanceOf(LIQUIDITY), handler.expectedLiquidity(), "liquidity");
        vm.assertEq(token.balanceOf(address(names)), 0, "registry");
        vm.assertEq(token.balanceOf(router), 0, "router");
    }

    /// @dev Lists, balances and owners tell the same.
    function invariant_enumerationMatchesOwnership() external view {
        uint256 total;
        for (uint256 actor; actor < handler.ACTORS(); ++actor) {
            address account = handler.actorOf(actor);
            uint256[] memory list = names.tokensOfOwner(account, 0, type(uint256).max);
            vm.assertEq(list.length, names.balanceOf(account), "balance");
            for (uint256 i; i < list.length; ++i) {
                vm.assertEq(names.ownerOf(list[i]), account);
                for (uint256 k; k < i; ++k) {
                    vm.assertTrue(list[i] != list[k]);
                }
            }
            total += list.length;
        }
        uint256[] memory all = names.tokens(0, type(uint256).max);
        vm.assertEq(all.length, total, "tokens");
        vm.assertEq(names.totalSupply(), total, "supply");
        for (uint256 i; i < all.length; ++i) {
            names.ownerOf(all[i]);
            for (uint256 k; k < i; ++k) {
                vm.assertTrue(all[i] != all[k]);
            }
        }
    }

    /// @dev A node that reads logs and a clock knows all that the contract knows.
    function invariant_logsTellEveryNamesState() external view {
        NamesFromLogs fromLogs = handler.fromLogs();
        for (uint256 slot; slot < handler.SLOTS(); ++slot) {
            NameState memory state = names.stateOf(handler.hashOfSlot(slot));
            NamesFromLogs.Entry memory entry = fromLogs.entry(state.nameHash);
            vm.assertEq(entry.expiresAtS, state.expiresAtS, "expiry");
            bool free = block.timestamp >= uint256(entry.expiresAtS) + 30 days;
            vm.assertEq(state.owner, free ? address(0) : entry.owner);
            (bytes memory record, uint256 plainRecords) = handler.expectedRecord(state.nameHash);
            vm.assertEq(entry.encryptedRecord, record);
            vm.assertEq(entry.plainRecords, plainRecords, "plain records");
            if (free) continue;
            vm.assertEq(entry.length, state.length, "length");
            vm.assertTrue(entry.revealed == state.revealed);
        }
        for (uint256 actor; actor < handler.ACTORS(); ++actor) {
            address account = handler.actorOf(actor);
            bytes32 nameHash = fromLogs.reverse(account);
            bool active = block.timestamp < fromLogs.entry(nameHash).expiresAtS;
            vm.assertEq(names.reverseOf(account), active ? nameHash : bytes32(0));
        }
    }

    /// @dev Status follows the clock; a revealed name has its true length; who goes by a name owns it.
    function invariant_namesKeepTheirRules() external view {
        for (uint256 slot; slot < handler.SLOTS(); ++slot) {
            NameState memory state = names.stateOf(handler.hashOfSlot(slot));
            NameStatus status = block.timestamp < state.expiresAtS
                ? NameStatus.Active
                : block.timestamp < uint256(state.expiresAtS) + 30 days ? NameStatus.Grace : NameStatus.Free;
            vm.assertEq(uint256(state.status), uint256(status), "status");
            if (status == NameStatus.Free) continue;
            vm.assertEq(names.ownerOf(uint256(state.nameHash)), state.owner);
            if (state.revealed) vm.assertEq(state.length, bytes(handler.textOf(slot)).length, "length");
        }
        for (uint256 actor; actor < handler.ACTORS(); ++actor) {
            bytes32 nameHash = names.reverseOf(handler.actorOf(actor));
            if (nameHash == 0) continue;
            NameState memory state = names.stateOf(nameHash);
            vm.assertEq(state.owner, handler.actorOf(actor));
            vm.assertTrue(state.revealed && state.status == NameStatus.Active);
        }
    }

    /// @dev Guards the invariants themselves: random moves do reach every kind of change.
    function test_handler_reachesEveryMove() external {
        for (uint256 step; step < 3_000; ++step) {
            _move(uint256(keccak256(abi.encode("move", step))));
        }
        bytes32[18] memory moves = [
            bytes32("register"),
            "renew",
            "transfer",
            "challenge",
            "reveal",
            "setRecords",
            "removeLapsed",
            "list",
            "buy",
            "makeOffer",
            "acceptOffer",
            "cancelOffer",
            "startAuction",
            "bid",
            "settleSale",
            "settleFailed",
            "cancelAll",
            "withdraw"
        ];
        for (uint256 i; i < moves.length; ++i) {
            vm.assertGe(handler.done(moves[i]), 3);
        }
    }

    function _move(uint256 random) private {
        uint256 a = random >> 16;
        uint256 b = random >> 48;
        uint256 c = random >> 80;
        uint256 d = random >> 112;
        random %= 24;
        if (random == 0) handler.register(a, b, c, d, d >> 32);
        if (random == 1) handler.renew(a, b, c);
        if (random == 2) handler.transfer(a, b);
        if (random == 3) handler.challenge(a);
        if (random == 4 || random == 5) handler.reveal(a);
        if (random == 6) handler.setRecords(a, b);
        if (random == 7) handler.removeLapsed(a);
        if (random == 8) handler.wait(a);
        if (random == 9) handler.waitLong(a);
        if (random == 10) handler.list(a, b, c);
        if (random == 11 || random == 22) handler.buy(a, b);
        if (random == 12) handler.makeOffer(a, b, c, d);
        if (random == 13 || random == 23) handler.acceptOffer(a);
        if (random == 14) handler.cancelOffer(a);
        if (random == 15) handler.startAuction(a, b, c);
        if (random == 16 || random == 17) handler.bidOn(a, b, c);
        if (random == 18) handler.settle(a);
        if (random == 19) handler.cancelAll(a, b);
        if (random == 20) handler.toggleApproval(a, b);
        if (random == 21) handler.withdraw(a);
    }
}
