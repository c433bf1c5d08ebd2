// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {IFeeRouter} from "./IFeeRouter.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title How a contract passes a fee on
/// @notice The fee goes through the calling contract, which the payer approved, to the router, in one transaction.
library FeePayer {
    using SafeERC20 for IERC20;

    /// @notice The buyer allowed less than it costs now.
    error CostAboveMax(uint256 cost, uint256 costMax);

    /// @notice Lets the router take fees from this contract; once, when it is initialized.
    function allow(IFeeRouter router) internal {
        IERC20(router.token()).forceApprove(address(router), type(uint256).max);
    }

    /// @notice Reverts when the fee is more than its payer agreed to.
    function check(uint256 cost, uint256 costMax) internal pure {
        if (cost > costMax) revert CostAboveMax(cost, costMax);
    }

    /// @notice Takes `cost` from `payer` and pays it to the router.
    function collect(IFeeRouter router, address payer, uint256 cost) internal {
        IERC20(router.token()).safeTransferFrom(payer, address(this), cost);
        router.pay(cost);
    }
}
