from __future__ import annotations

import pytest
from contract_samples import HOME, HUB
from hypothesis import given
from hypothesis import strategies as st

from vitals.fields import WireError
from vitals.identity import HomeId, HubId, mint_id
from vitals.topics import PUBLISHED_BY_HUB, READ_BY_HUB, Leaf, Topic, every, partition

ids = st.binary(min_size=10, max_size=10).map(lambda octets: mint_id(lambda _: octets))


@given(ids, ids, st.sampled_from(Leaf))
def test_a_topic_comes_back_as_it_was_written(home: str, hub: str, leaf: Leaf) -> None:
    topic = Topic(HomeId(home), HubId(hub), leaf)
    assert Topic.parse(str(topic)) == topic


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nara/v1",
        f"nara/v2/{HOME}/{HUB}/record",
        f"other/v1/{HOME}/{HUB}/record",
        f"nara/v1/{HOME}/{HUB}/record/more",
        f"nara/v1/+/{HUB}/record",
        f"nara/v1/{HOME}/#/record",
        f"nara/v1/{HOME}/{HUB}/command",
        f"nara/v1/{HOME}/{HUB}/record\n",
    ],
)
def test_what_is_not_one_of_our_topics_is_refused(text: str) -> None:
    with pytest.raises(WireError) as caught:
        Topic.parse(text)
    assert caught.value.field == "topic"


@pytest.mark.decision("A6")
def test_a_hub_publishes_two_leaves_and_reads_two() -> None:
    assert sorted(PUBLISHED_BY_HUB + READ_BY_HUB) == sorted(Leaf)
    assert set(PUBLISHED_BY_HUB).isdisjoint(READ_BY_HUB)


def test_one_filter_matches_a_leaf_of_every_hub() -> None:
    assert every(Leaf.STATUS) == "nara/v1/+/+/status"


@given(ids)
def test_a_home_always_meets_in_one_of_64_partitions(home: str) -> None:
    assert partition(HomeId(home)) == partition(HomeId(home)) in range(64)


@pytest.mark.parametrize(("text", "digest"), [("", 0x811C9DC5), ("a", 0xE40C292C), ("foobar", 0xBF9CF968)])
def test_the_partition_is_fnv_1a(text: str, digest: int) -> None:
    """Test vectors of draft-eastlake-fnv, appendix C."""
    assert partition(HomeId(text)) == digest % 64
