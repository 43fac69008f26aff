"""One example of every payload, and a key pair that never changes, so that the contract can be frozen byte by byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vitals.contact import Contact, Role
from vitals.coverage import Coverage, Staffed
from vitals.desired import Ask, DesiredState, Question, Text
from vitals.hub_status import DeviceStatus, HubStatus, Machine
from vitals.identity import DeviceId, Epoch, HomeId, HubId, PatientId
from vitals.measurement import Flag, Frame, Measurement
from vitals.member import Member
from vitals.moment import Moment, TimeQuality
from vitals.receipt import Held, Receipt
from vitals.record import Answer, AttemptFailed, Button, Paired, Record, RecordRef, Undecoded
from vitals.screen import Screen
from vitals.seen import Seen
from vitals.symptom import ActNow, Call, Choice, Schedule, Symptom
from vitals.vital import Vital

HUB = HubId("hubaaaaaaaaaaaaa")
HOME = HomeId("homeaaaaaaaaaaaa")
DEVICE = DeviceId("deviceaaaaaaaaaa")
PATIENT = PatientId("patientaaaaaaaaa")
EPOCH = Epoch("0123456789abcdef")
BOOT = "fedcba9876543210"
AT = datetime(2026, 3, 2, 6, 10, 30, 250_000, tzinfo=UTC)
LATER = datetime(2026, 3, 3, 6, 10, tzinfo=UTC)
MOMENT = Moment(
    device_time=datetime(2026, 3, 2, 7, 10),
    heard_at=AT,
    boot_id=BOOT,
    monotonic_ms=90_000,
    measured_at=AT,
    time_quality=TimeQuality.ARRIVAL,
)
UNDATED = Moment(
    device_time=None,
    heard_at=None,
    boot_id=BOOT,
    monotonic_ms=90_000,
    measured_at=None,
    time_quality=TimeQuality.UNKNOWN,
)
RAW = (Frame(characteristic="2a9d", payload=bytes.fromhex("0280400718030207 0a00".replace(" ", ""))),)
RECORDS: dict[str, Record] = {
    "measurement": Measurement(
        device=DEVICE, user_slot=1, values={Vital.BODY_WEIGHT: 82_560}, flags=frozenset(), moment=MOMENT, raw=RAW
    ),
    "measurement-pressure": Measurement(
        device=DEVICE,
        user_slot=None,
        values={Vital.SYSTOLIC: 1_280, Vital.DIASTOLIC: 790, Vital.MEAN_PRESSURE: 950, Vital.PULSE_RATE: 640},
        flags=frozenset({Flag.IRREGULAR_PULSE, Flag.BODY_MOVEMENT}),
        moment=UNDATED,
        raw=(Frame(characteristic="2a35", payload=bytes.fromhex("1680004f005f0040000500")),),
    ),
    "attempt_failed": AttemptFailed(device=DEVICE, user_slot=None, moment=MOMENT, raw=RAW),
    "undecoded": Undecoded(device=DEVICE, reason="2a9d: truncated", moment=MOMENT, raw=RAW),
    "answer": Answer(
        question="breathlessness",
        version=2,
        code="worse",
        text="tungt i trappan, även på natten",
        about=PATIENT,
        refers_to=RecordRef(epoch=EPOCH, sequence=7),
        moment=MOMENT,
    ),
    "button": Button(button="worried", about=None, moment=MOMENT),
    "paired": Paired(device=DEVICE, family="standard-scale", name="A&D_UC-352BLE_0A1B2C", moment=MOMENT),
}
RECEIPT = Receipt(hub=HUB, held=(Held(epoch=EPOCH, upto=41, above=((44, 44), (50, 61))),))
STATUS = HubStatus(
    hub=HUB,
    online=True,
    sent_at=AT,
    boot_id=BOOT,
    monotonic_ms=90_000,
    software="0.1.0",
    epoch=EPOCH,
    next_sequence=62,
    queue_depth=2,
    oldest_unsettled_at=AT,
    desired_version=3,
    storage_fault=None,
    radio_fault="no Bluetooth adapter",
    devices=(DeviceStatus(device=DEVICE, last_heard_at=AT, battery_percent=80),),
)
FULL_STATUS = replace(
    STATUS,
    devices=(replace(STATUS.devices[0], trouble="pair it again"),),
    machine=Machine(uptime_s=3_600, disk_free_bytes=12_000_000_000, temperature_celsius=48),
    has_screen=True,
)
"""With what came later than the rest."""
DESIRED = DesiredState(
    home=HOME,
    hub=HUB,
    version=3,
    devices=(DEVICE,),
    questions=(
        Question(
            question="weigh_again",
            version=1,
            ask=Ask.WEIGH_AGAIN,
            about=PATIENT,
            refers_to=RecordRef(epoch=EPOCH, sequence=7),
            expires_at=LATER,
        ),
    ),
    texts=(
        Text(
            name="next_look", sv="Nästa gång någon tittar: måndag 8.00", en="Next look: Monday 8:00", expires_at=LATER
        ),
    ),
    settings={"status_every_s": 300},
)
CONTACT = Contact(
    role=Role.CONTACT,
    name="Anna Berg",
    telephone="010-123 45 67",
    hours_sv="vardagar 8–16.30",
    hours_en="weekdays 8–16:30",
    about=PATIENT,
    expires_at=LATER,
)
SCREEN = Screen(
    people=(Member(patient=PATIENT, is_reminded=False, instead=replace(CONTACT, role=Role.TEAM, about=None)),),
    symptoms=(
        Symptom(
            symptom="breathlessness",
            version=2,
            schedule=Schedule.DAILY,
            label_sv="Andfådd",
            label_en="Short of breath",
            sv="När blir du andfådd?",
            en="When do you get short of breath?",
            choices=(
                Choice(code="never", sv="Inte alls", en="Not at all", score=0),
                Choice(
                    code="at_rest",
                    sv="När jag sitter still",
                    en="When I sit still",
                    score=3,
                    has_words=True,
                    act_now=ActNow(
                        sv="Andnöd i vila kan vara farligt.",
                        en="Being short of breath at rest can be dangerous.",
                        call=Call.EMERGENCY,
                    ),
                ),
            ),
        ),
    ),
    contacts=(CONTACT,),
    coverage=Coverage(staffed=(Staffed(opens_at=AT, closes_at=AT + timedelta(hours=9)),), expires_at=LATER),
    seen=(
        Seen(record=RecordRef(epoch=EPOCH, sequence=7), by="Anna Berg", at=AT),
        Seen(record=RecordRef(epoch=EPOCH, sequence=8), by=None, at=AT),
    ),
)
DESIRED_WITH_SCREEN = replace(DESIRED, version=4, screen=SCREEN)


PRIVATE_KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
sign = PRIVATE_KEY.sign


def verify(signed: bytes, signature: bytes) -> bool:
    """Tell whether the fixed key made this signature."""
    try:
        PRIVATE_KEY.public_key().verify(signature, signed)
    except InvalidSignature:
        return False
    return True
