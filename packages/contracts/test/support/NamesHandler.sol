// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {NameState, NameStatus, Registration} from "../../src/names/INameRegistry.sol";
import {MarketTest} from "./MarketTest.sol";
import {NamesFromLogs} from "./NamesFromLogs.sol";
import {Vm, bound, vm} from "./Vm.sol";
import {SessionToken} from "../../src/SessionToken.sol";

/// @notice Random moves of four accounts with six names, and what ought to come of them. Moves that make no sense are not
/// made; those that are made succeed.
contract NamesHandler is MarketTest {
    uint256 public constant ACTORS = 4;
    uint256 public constant SLOTS = 6;

    NamesFromLogs public fromLogs = new NamesFromLogs();
    uint256 public expectedPool;
    uint256 public expectedLiquidity;
    mapping(bytes32 move => uint256) public done;

    bytes32[SLOTS] private _hashes;

    /// @dev What the records ought to be.
    mapping(bytes32 nameHash => bytes) private _records;
    mapping(bytes32 nameHash => uint256) private _plainRecords;

    modifier logged(bytes32 what) {
        vm.recordLogs();
        _;
        ++done[what];
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i; i < logs.length; ++i) {
            if (logs[i].emitter == address(names)) fromLogs.apply_(logs[i]);
        }
    }

    constructor() {
        deployNamesOn(new SessionToken(address(this)));
        market = deployMarketFor(address(token));
        for (uint256 slot; slot < SLOTS; ++slot) {
            _hashes[slot] = names.nameHashOf(textOf(slot));
        }
        for (uint256 i; i < ACTORS; ++i) {
            address actor = actorOf(i);
            token.transfer(actor, 50_000_000e9);
            vm.startPrank(actor);
            token.approve(address(names), type(uint256).max);
            token.approve(address(market), type(uint256).max);
            names.setApprovalForAll(address(market), true);
            vm.stopPrank();
        }
    }

    function contracts() external view returns (address, address, address, address) {
        return (address(token), address(router), address(names), address(market));
    }

    function actorOf(uint256 actor) public pure returns (address) {
        return address(uint160(0xac700 + (actor % ACTORS)));
    }

    /// @notice One to six characters long, so that every price is met.
    function textOf(uint256 slot) public pure returns (string memory) {
        string[6] memory texts = ["a", "b2", "c_3", "d-44", "e5555", "f66666"];
        return texts[slot % SLOTS];
    }

    function hashOfSlot(uint256 slot) public view returns (bytes32) {
        return _hashes[slot % SLOTS];
    }

    function expectedRecord(bytes32 nameHash_) external view returns (bytes memory, uint256) {
        return (_records[nameHash_], _plainRecords[nameHash_]);
    }

    // --- moves of the registry

    function register(uint256 slot, uint256 owner, uint256 payer, uint256 yearCount, uint256 lie) external {
        Registration memory r = registrationOf(textOf(slot), actorOf(owner), uint8(bound(yearCount, 1, 2)));
        if (_stateOf(slot).status != NameStatus.Free) return;
        if (lie % 2 == 0) r.length = uint8(bound(lie, 1, 64));
        if (lie % 3 == 0) r.encryptedRecord = "";
        r.secret = keccak256(abi.encode(block.timestamp, slot, owner));
        names.commit(names.commitmentOf(r));
        vm.warp(block.timestamp + AGE_MIN_S);
        _register(r, actorOf(payer));
        _clear(r.nameHash);
        _records[r.nameHash] = r.encryptedRecord;
    }

    function _register(Registration memory r, address payer) private logged("register") {
        _expectFee(names.costOf(r.length, r.yearCount));
        vm.prank(payer);
        names.register(r, type(uint256).max);
    }

    function renew(uint256 slot, uint256 payer, uint256 yearCount) external {
        NameState memory state = _stateOf(slot);
        if (state.status == NameStatus.Free || state.expiresAtS > block.timestamp + YEAR_S) return;
        _renew(state, actorOf(payer), uint8(bound(yearCount, 1, 2)));
    }

    function _renew(NameState memory state, address payer, uint8 yearCount) private logged("renew") {
        _expectFee(names.costOf(state.length, yearCount));
        vm.prank(payer);
        names.renew(state.nameHash, yearCount, type(uint256).max);
    }

    function transfer(uint256 slot, uint256 to) external {
        NameState memory state = _stateOf(slot);
        if (state.status == NameStatus.Active) _transfer(state, actorOf(to));
    }

    function _transfer(NameState memory state, address to) private logged("transfer") {
        vm.prank(state.owner);
        names.transferFrom(state.owner, to, uint256(state.nameHash));
        _clear(state.nameHash);
    }

    function challenge(uint256 slot) external {
        NameState memory state = _stateOf(slot);
        bool lied = state.length != bytes(textOf(slot)).length;
        if (state.status != NameStatus.Free && lied) _challenge(slot, state.nameHash);
    }

    function _challenge(uint256 slot, bytes32 nameHash_) private logged("challenge") {
        names.challenge(textOf(slot));
        _clear(nameHash_);
    }

    function reveal(uint256 slot) external {
        NameState memory state = _stateOf(slot);
        if (state.status != NameStatus.Active || state.length != bytes(textOf(slot)).length) return;
        _reveal(slot, state.owner);
    }

    function _reveal(uint256 slot, address owner) private logged("reveal") {
        string memory text = textOf(slot);
        vm.prank(owner);
        names.reveal(text);
    }

    function setRecords(uint256 slot, uint256 content) external {
        NameState memory state = _stateOf(slot);
        if (state.status == NameStatus.Active) _setRecords(state, content);
    }

    function _setRecords(NameState memory state, uint256 content) private logged("setRecords") {
        bytes memory value = content % 5 == 0 ? bytes("") : abi.encodePacked(new bytes(41), content);
        vm.startPrank(state.owner);
        names.setEncryptedRecord(state.nameHash, value);
        _records[state.nameHash] = value;
        if (state.revealed) {
            names.setPlainRecord(state.nameHash, "key", "value");
            ++_plainRecords[state.nameHash];
            if (content % 2 == 0) names.setReverse(state.nameHash);
        }
        vm.stopPrank();
    }

    function removeLapsed(uint256 slot) external {
        NameState memory state = _stateOf(slot);
        bool exists = fromLogs.entry(state.nameHash).owner != address(0);
        if (exists && state.status == NameStatus.Free) _removeLapsed(state.nameHash);
    }

    function _removeLapsed(bytes32 nameHash_) private logged("removeLapsed") {
        names.removeLapsed(nameHash_);
        _clear(nameHash_);
    }

    function wait(uint256 s) external {
        vm.warp(block.timestamp + bound(s, 1, 2 days));
    }

    /// @dev Rarely, so that names live long enough for all else.
    function waitLong(uint256 s) external {
        if (s % 5 == 0) vm.warp(block.timestamp + bound(s, 20 days, 400 days));
    }

    function _stateOf(uint256 slot) internal view returns (NameState memory) {
        return names.stateOf(hashOfSlot(slot));
    }

    function _clear(bytes32 nameHash_) internal {
        delete _records[nameHash_];
        delete _plainRecords[nameHash_];
    }

    function _expectFee(uint256 cost) private {
        expectedPool += (cost * 9 + 9) / 10;
        expectedLiquidity += cost - (cost * 9 + 9) / 10;
    }

    function _expectRoyalty(uint256 price) internal {
        expectedPool += (price * names.royaltyBps()) / 10_000;
    }
}
