// SPDX-License-Identifier: MIT
pragma solidity 0.8.30;

import {ContributionPool} from "../src/pools/ContributionPool.sol";
import {IContributionPool, PoolState, PoolTerms, PoolView} from "../src/pools/IContributionPool.sol";
import {PoolTest} from "./support/PoolTest.sol";
import {bound, vm} from "./support/Vm.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";

contract PoolContributionsTest is PoolTest {
    function setUp() public {
        deployPools();
    }

    /// @dev Sends a contribution that must be refused.
    function _refused(ContributionPool to, address account, uint256 amount, bytes memory refusal) private {
        give(token, account, address(to), amount);
        bytes32 termsHash = to.termsHash();
        vm.expectRevert(refusal);
        vm.prank(account);
        to.contribute(amount, address(0), termsHash);
    }

    function test_contribute_opensWithTheOperatorAndFillsUp() public {
        ContributionPool made = createPool();
        give(token, operatorOf(1), address(made), QUARTER);
        bytes32 termsHash = made.termsHash();
        vm.expectEmit(address(made));
        emit IContributionPool.Contributed(operatorOf(1), address(0xbe), QUARTER, QUARTER);
        vm.expectEmit(address(made));
        emit IContributionPool.StateChanged(PoolState.Open);
        vm.prank(operatorOf(1));
        made.contribute(QUARTER, address(0xbe), termsHash);
        (uint256 amount, address beneficiary, uint64 withdrawableAtS) = made.contributionOf(operatorOf(1));
        vm.assertEq(amount, QUARTER);
        vm.assertEq(beneficiary, address(0xbe));
        vm.assertEq(withdrawableAtS, block.timestamp + 24 hours);
        contribute(made, memberOf(1), REQUIREMENT - QUARTER);
        PoolView memory seen = made.overview();
        vm.assertTrue(seen.state == PoolState.Full);
        vm.assertEq(seen.fullAtS, block.timestamp);
        vm.assertEq(seen.minimum, 0);
        vm.assertEq(seen.contributors.length, 2);
        vm.assertEq(seen.contributors[0].beneficiary, address(0xbe));
        vm.assertEq(seen.contributors[1].beneficiary, memberOf(1));
        vm.assertEq(token.balanceOf(address(made)), REQUIREMENT);
    }

    function test_contribute_belongsToTheOperatorFirst() public {
        ContributionPool made = createPool();
        _refused(
            made,
            memberOf(1),
            QUARTER,
            abi.encodeWithSelector(IContributionPool.OperatorContributesFirst.selector, operatorOf(1))
        );
        (uint256 least, uint256 most) = made.limitsOf(memberOf(1));
        vm.assertEq(least + most, 0);
    }

    function test_contribute_needsAQuarterOfTheOperator() public {
        _refused(
            createPool(),
            operatorOf(1),
            QUARTER - 1,
            abi.encodeWithSelector(IContributionPool.ContributionTooLow.selector, QUARTER - 1, QUARTER)
        );
    }

    function test_contribute_letsTheOperatorBringItAll() public {
        ContributionPool made = createPool();
        contribute(made, operatorOf(1), REQUIREMENT);
        vm.assertTrue(made.state() == PoolState.Full);
    }

    function test_fuzz_contribute_needsAnEqualPartOfWhatIsOpen(uint256 count, uint256 extra) public {
        count = bound(count, 1, 9);
        ContributionPool opened = openedPool();
        for (uint256 i = 1; i < count; ++i) {
            contribute(opened, memberOf(i), opened.minimumContribution() + bound(extra, 0, 100e9));
        }
        uint256 open = REQUIREMENT - opened.overview().contributed;
        uint256 least = Math.ceilDiv(open, 10 - count);
        vm.assertEq(opened.minimumContribution(), least);
        _refused(
            opened,
            memberOf(count),
            least - 1,
            abi.encodeWithSelector(IContributionPool.ContributionTooLow.selector, least - 1, least)
        );
        contribute(opened, memberOf(count), least);
    }

    function test_contribute_tenAtMost() public {
        ContributionPool opened = openedPool();
        for (uint256 i = 1; i < 10; ++i) {
            contribute(opened, memberOf(i), opened.minimumContribution());
        }
        vm.assertTrue(opened.state() == PoolState.Full);
        _refused(
            opened,
            memberOf(10),
            1,
            abi.encodeWithSelector(IContributionPool.PoolNotOpen.selector, PoolState.Full)
        );
        (uint256 least, uint256 most) = opened.limitsOf(memberOf(0));
        vm.assertEq(least + most, 0);
    }

    function test_fuzz_contribute_neverGathersMoreThanTheStake(uint256 amount) public {
        ContributionPool opened = openedPool();
        uint256 open = REQUIREMENT - QUARTER;
        amount = bound(amount, open + 1, 200_000_000e9);
        _refused(
            opened,
            memberOf(1),
            amount,
            abi.encodeWithSelector(IContributionPool.ContributionTooHigh.selector, amount, open)
        );
        _refused(
            opened,
            operatorOf(1),
            amount % 30_000_000e9 + open + 1,
            abi.encodeWithSelector(
                IContributionPool.ContributionTooHigh.selector, amount % 30_000_000e9 + open + 1, open
            )
        );
    }

    function test_contribute_addsAnyAmountToAContribution() public {
        ContributionPool opened = openedPool();
        (uint256 least, uint256 most) = opened.limitsOf(operatorOf(1));
        vm.assertEq(least, 1);
        vm.assertEq(most, REQUIREMENT - QUARTER);
        contribute(opened, operatorOf(1), 1);
        vm.assertEq(contributed(opened, operatorOf(1)), QUARTER + 1);
        vm.assertEq(opened.contributors().length, 1);
        _refused(
            opened,
            operatorOf(1),
            0,
            abi.encodeWithSelector(IContributionPool.ContributionTooLow.selector, 0, 1)
        );
    }

    function test_contribute_startsTheWaitingTimeAnew() public {
        ContributionPool opened = openedPool();
        contribute(opened, memberOf(1), 3_000e9);
        vm.warp(block.timestamp + 20 hours);
        contribute(opened, memberOf(1), 1);
        (,, uint64 withdrawableAtS) = opened.contributionOf(memberOf(1));
        vm.assertEq(withdrawableAtS, block.timestamp + 24 hours);
    }

    function test_W7_aTopUpKeepsTheBeneficiary() public {
        ContributionPool opened = openedPool();
        address member = memberOf(1);
        give(token, member, address(opened), 10_000e9);
        bytes32 termsHash = opened.termsHash();
        vm.prank(member);
        opened.contribute(5_000e9, address(0xbe), termsHash);
        vm.prank(member);
        opened.contribute(1_000e9, address(0), termsHash);
        (, address kept,) = opened.contributionOf(member);
        vm.assertEq(kept, address(0xbe));
        vm.expectEmit(address(opened));
        emit IContributionPool.BeneficiarySet(member, address(0xcc));
        vm.prank(member);
        opened.contribute(1_000e9, address(0xcc), termsHash);
        vm.prank(member);
        opened.contribute(1_000e9, address(0xcc), termsHash);
        (, address changed,) = opened.contributionOf(member);
        vm.assertEq(changed, address(0xcc));
    }

    function test_contribute_holdsTheContributorToTheTermsSeen() public {
        ContributionPool made = createPool();
        bytes32 seen = made.termsHash();
        PoolTerms memory dearer = termsFor(1, address(made), 9_000);
        vm.prank(operatorOf(1));
        made.setTerms(dearer);
        contribute(made, operatorOf(1), QUARTER);
        give(token, memberOf(1), address(made), QUARTER);
        bytes32 present = made.termsHash();
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.TermsChanged.selector, seen, present));
        vm.prank(memberOf(1));
        made.contribute(QUARTER, address(0), seen);
    }

    function test_W8_aChangedRequirementHasItsOwnErrorAndAWayOut() public {
        ContributionPool opened = openedPool();
        contribute(opened, memberOf(1), 5_000e9);
        registry.setStakingRequirement(30_000e9);
        _refused(
            opened,
            memberOf(2),
            5_000e9,
            abi.encodeWithSelector(IContributionPool.RequirementChanged.selector, REQUIREMENT, 30_000e9)
        );
        vm.assertFalse(opened.isRegistrable());
        vm.prank(memberOf(1));
        opened.withdraw();
        vm.assertEq(token.balanceOf(memberOf(1)), 5_000e9);
        vm.prank(operatorOf(1));
        opened.reset();
        vm.assertEq(opened.requirement(), 30_000e9);
        vm.assertEq(opened.minimumContribution(), 7_500e9);
        contribute(opened, operatorOf(1), 7_500e9);
    }

    function test_contribute_takesAReservedPlace() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (QUARTER + 500e9, 4_000e9);
        ContributionPool made = createPool(1, reservationsOf(amounts));
        _refused(
            made,
            operatorOf(1),
            QUARTER,
            abi.encodeWithSelector(IContributionPool.ContributionTooLow.selector, QUARTER, QUARTER + 500e9)
        );
        contribute(made, operatorOf(1), QUARTER + 500e9);
        _refused(
            made,
            memberOf(1),
            4_000e9 - 1,
            abi.encodeWithSelector(IContributionPool.ContributionTooLow.selector, 4_000e9 - 1, 4_000e9)
        );
        (uint256 least, uint256 most) = made.limitsOf(memberOf(1));
        vm.assertEq(least, 4_000e9);
        vm.assertEq(most, REQUIREMENT - QUARTER - 500e9);
        uint256 tooMuch = REQUIREMENT - QUARTER - 500e9 + 1;
        _refused(
            made,
            memberOf(1),
            tooMuch,
            abi.encodeWithSelector(IContributionPool.ContributionTooHigh.selector, tooMuch, most)
        );
        contribute(made, memberOf(1), 6_000e9);
        vm.assertEq(made.overview().reservedOpen, 0);
        vm.assertEq(made.overview().contributed, QUARTER + 6_500e9);
    }

    function test_contribute_leavesReservedPlacesAlone() public {
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (QUARTER, 4_000e9);
        ContributionPool made = createPool(1, reservationsOf(amounts));
        contribute(made, operatorOf(1), QUARTER);
        uint256 open = REQUIREMENT - QUARTER - 4_000e9;
        vm.assertEq(made.minimumContribution(), Math.ceilDiv(open, 8));
        _refused(
            made,
            memberOf(2),
            open + 1,
            abi.encodeWithSelector(IContributionPool.ContributionTooHigh.selector, open + 1, open)
        );
        contribute(made, memberOf(2), open);
        vm.assertEq(made.minimumContribution(), 0);
        _refused(
            made,
            memberOf(3),
            1,
            abi.encodeWithSelector(IContributionPool.ContributionTooHigh.selector, uint256(1), 0)
        );
        contribute(made, memberOf(1), 4_000e9);
        vm.assertTrue(made.state() == PoolState.Full);
    }

    function test_setBeneficiary_movesTheRewards() public {
        ContributionPool opened = openedPool();
        vm.expectEmit(address(opened));
        emit IContributionPool.BeneficiarySet(operatorOf(1), address(0xbe));
        vm.prank(operatorOf(1));
        opened.setBeneficiary(address(0xbe));
        vm.assertEq(opened.contributors()[0].beneficiary, address(0xbe));
        vm.prank(operatorOf(1));
        opened.setBeneficiary(address(0));
        vm.assertEq(opened.contributors()[0].beneficiary, operatorOf(1));
        vm.expectRevert(abi.encodeWithSelector(IContributionPool.NoContribution.selector, STRANGER));
        vm.prank(STRANGER);
        opened.setBeneficiary(address(0xbe));
    }

    function _permit(uint256 privateKey, address spender, uint256 amount)
        private
        view
        returns (uint8, bytes32, bytes32)
    {
        bytes32 content = keccak256(
            abi.encode(
                keccak256(
                    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
                ),
                vm.addr(privateKey),
                spender,
                amount,
                0,
                block.timestamp
            )
        );
        return vm.sign(privateKey, keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), content)));
    }

    function test_contributeWithPermit_needsNoApproval() public {
        ContributionPool opened = openedPool();
        bytes32 termsHash = opened.termsHash();
        address member = vm.addr(0xa11ce);
        token.transfer(member, 5_000e9);
        (uint8 v, bytes32 r, bytes32 s) = _permit(0xa11ce, address(opened), 5_000e9);
        vm.prank(member);
        opened.contributeWithPermit(5_000e9, address(0), termsHash, block.timestamp, v, r, s);
        vm.assertEq(contributed(opened, member), 5_000e9);
    }

    function test_contributeWithPermit_survivesAPermitThatSomebodyElseSubmitted() public {
        ContributionPool opened = openedPool();
        bytes32 termsHash = opened.termsHash();
        address member = vm.addr(0xa11ce);
        token.transfer(member, 5_000e9);
        (uint8 v, bytes32 r, bytes32 s) = _permit(0xa11ce, address(opened), 5_000e9);
        token.permit(member, address(opened), 5_000e9, block.timestamp, v, r, s);
        vm.prank(member);
        opened.contributeWithPermit(5_000e9, address(0), termsHash, block.timestamp, v, r, s);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(opened), 0, 1e9)
        );
        vm.prank(member);
        opened.contributeWithPermit(1e9, address(0), termsHash, block.timestamp, v, r, s);
    }
}
