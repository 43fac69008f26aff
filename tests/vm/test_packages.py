"""Which kernel the guest gets."""

from __future__ import annotations

import pytest

from tests.vm.packages import newest


def test_the_newest_kernel_is_chosen_by_its_number_and_not_by_its_letters() -> None:
    names = [f"linux-image-6.12.{patch}+deb12-amd64" for patch in (99, 117, 111)]
    assert newest(names) == "linux-image-6.12.117+deb12-amd64"


def test_kernels_without_a_virtual_chip_or_without_a_name_of_their_own_are_passed_over() -> None:
    others = ("cloud-amd64", "rt-amd64", "amd64-dbg", "amd64-unsigned", "arm64")
    wanted = "linux-image-6.12.100+deb12-amd64"
    assert newest([wanted, *(f"linux-image-6.12.117+deb12-{other}" for other in others)]) == wanted


def test_a_machine_that_knows_of_no_such_kernel_is_told_what_to_do() -> None:
    with pytest.raises(ValueError, match="apt-get update"):
        newest(["linux-image-6.1.0-50-amd64"])
