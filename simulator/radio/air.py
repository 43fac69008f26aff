"""The air between virtual radios: bumble's link and controller, with what they do wrong put right."""

from __future__ import annotations

import asyncio
from typing import Final

from bumble import hci, ll
from bumble.controller import Controller
from bumble.core import PhysicalTransport
from bumble.link import LocalLink
from bumble.transport.common import TransportLostError

_FEIGNED: Final = hci.LeFeatureMask.LL_PRIVACY | hci.LeFeatureMask.LE_EXTENDED_ADVERTISING
"""bumble 0.0.236 offers these and then answers with the legacy events, which other stacks wait for in vain."""


class Air(LocalLink):
    """Everybody in one room hears everybody."""

    def __init__(self) -> None:
        """Begin with nobody."""
        super().__init__()  # type: ignore[no-untyped-call]  # bumble's own

    def send_acl_data(
        self, sender_controller: Controller, destination_address: hci.Address, transport: PhysicalTransport, data: bytes
    ) -> None:
        """Deliver data under the address that the connection was made with.

        bumble always names the sender's random address, and one connected by its public address is not recognised.
        """
        connection = sender_controller.le_connections.get(destination_address)
        receiver = self.find_le_controller(destination_address)
        if connection is not None and receiver is not None:
            asyncio.get_running_loop().call_soon(receiver.on_link_acl_data, connection.self_address, transport, data)

    def send_ll_control_pdu(
        self, sender_address: hci.Address, receiver_address: hci.Address, packet: ll.ControlPdu
    ) -> None:
        """Deliver to whoever is there; what is said to one who is gone is lost, and no error."""
        if self.find_le_controller(receiver_address) is not None:
            super().send_ll_control_pdu(sender_address, receiver_address, packet)


class VirtualController(Controller):
    """One radio chip in the air."""

    le_features = Controller.le_features & ~_FEIGNED

    def on_hci_le_create_connection_cancel_command(
        self, _command: hci.HCI_LE_Create_Connection_Cancel_Command
    ) -> hci.HCI_StatusReturnParameters:
        """Forget the connection that was asked for, and say so; bumble only says so, and connects later by surprise."""
        pending, self.pending_le_connection = self.pending_le_connection, None
        if pending is None:
            return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.COMMAND_DISALLOWED_ERROR)
        cancelled = hci.HCI_LE_Connection_Complete_Event(
            status=hci.HCI_ErrorCode.UNKNOWN_CONNECTION_IDENTIFIER_ERROR,
            connection_handle=0,
            role=hci.Role.CENTRAL,
            peer_address_type=pending.peer_address.address_type,
            peer_address=pending.peer_address,
            connection_interval=0,
            peripheral_latency=0,
            supervision_timeout=0,
            central_clock_accuracy=0,
        )
        asyncio.get_running_loop().call_soon(self.send_hci_packet, cancelled)
        return hci.HCI_StatusReturnParameters(hci.HCI_ErrorCode.SUCCESS)

    def vanish(self) -> None:
        """Be gone without a word, as by a power cut; whoever was connected finds the link timed out."""
        for connection in self.le_connections.values():
            connection.send_ll_control_pdu(ll.TerminateInd(hci.HCI_ErrorCode.CONNECTION_TIMEOUT_ERROR))
        self.le_legacy_advertiser.stop()
        self.link.controllers.discard(self)
        self.host = None

    def on_packet(self, packet: bytes) -> None:
        """Take what the host says; raises TransportLostError when the chip is gone, or the host would wait for ever."""
        if self.host is None:
            raise TransportLostError("the chip is gone")
        super().on_packet(packet)
