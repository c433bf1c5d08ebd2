// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @notice A token that can keep a fee, pause, and block receivers.
contract MoodyToken is ERC20("Moody", "M") {
    uint256 public feeBps;
    bool public paused;
    mapping(address account => bool) public isBlocked;

    error MoodyTokenPaused();
    error MoodyTokenBlocked(address account);

    constructor() {
        _mint(msg.sender, 1e24);
    }

    function setFee(uint256 feeBps_) external {
        feeBps = feeBps_;
    }

    function setPaused(bool paused_) external {
        paused = paused_;
    }

    function setBlocked(address account, bool blocked) external {
        isBlocked[account] = blocked;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (paused) revert MoodyTokenPaused();
        if (isBlocked[to]) revert MoodyTokenBlocked(to);
        uint256 fee = from == address(0) || to == address(0) ? 0 : (amount * feeBps) / 10_000;
        super._update(from, to, amount - fee);
        if (fee != 0) super._update(from, address(0xfee), fee);
    }
}
