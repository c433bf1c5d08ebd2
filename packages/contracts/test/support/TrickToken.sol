// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token that can do what tokens do elsewhere: keep a part, refuse an account, stand still, call back.
contract TrickToken is ERC20("Trick", "T") {
    error AccountBlocked(address account);
    error Standstill();

    bool public takesFee;
    bool public stands;
    mapping(address account => bool) public blocked;
    address private target;
    bytes private call;
    /// @notice What the last call back was answered with.
    bytes public reentryAnswer;

    constructor() {
        _mint(msg.sender, 240_000_000e9);
    }

    function takeFee(bool takes) external {
        takesFee = takes;
    }

    function stand(bool still) external {
        stands = still;
    }

    function blockAccount(address account, bool refused) external {
        blocked[account] = refused;
    }

    /// @notice Calls the target in the middle of every transfer from now on.
    function callBack(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
        delete reentryAnswer;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (stands) revert Standstill();
        if (blocked[to]) revert AccountBlocked(to);
        super._update(from, to, amount);
        if (takesFee) super._update(to, address(0xfee), amount / 100);
        if (target == address(0)) return;
        (bool done, bytes memory answer) = target.call(call);
        require(!done, "reentered");
        reentryAnswer = answer;
    }
}
