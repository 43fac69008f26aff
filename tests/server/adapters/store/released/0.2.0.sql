BEGIN TRANSACTION;
CREATE TABLE account (
	staff TEXT NOT NULL, 
	full_name TEXT NOT NULL, 
	role TEXT NOT NULL, 
	password_hash TEXT NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (staff)
);
INSERT INTO "account" VALUES('eva','Eva Lind','nurse','-');
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0005');
CREATE TABLE alert (
	alert BIGINT NOT NULL, 
	episode TEXT NOT NULL, 
	patient TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	state TEXT NOT NULL, 
	condition TEXT NOT NULL, 
	owner TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	raised_at TEXT NOT NULL, 
	CONSTRAINT pk_alert PRIMARY KEY (alert), 
	CONSTRAINT uq_alert_episode UNIQUE (episode)
);
INSERT INTO "alert" VALUES(1,'aaaaaaaaaaaaaaaf.weight-gain-2kg-3-days.1','aaaaaaaaaaaaaaaf','weight-gain-2kg-3-days','medium','closed','true_now','eva',3,'2026-03-04T06:00:00.000Z');
INSERT INTO "alert" VALUES(2,'aaaaaaaaaaaaaaaf.missing-weight.1','aaaaaaaaaaaaaaaf','missing-weight','low','open','true_now','eva',1,'2026-03-08T11:30:00.000Z');
CREATE TABLE alert_event (
	alert BIGINT NOT NULL, 
	version INTEGER NOT NULL, 
	act TEXT NOT NULL, 
	who TEXT NOT NULL, 
	at TEXT NOT NULL, 
	from_state TEXT NOT NULL, 
	to_state TEXT NOT NULL, 
	detail JSON NOT NULL, 
	CONSTRAINT pk_alert_event PRIMARY KEY (alert, version)
);
INSERT INTO "alert_event" VALUES(1,1,'opened','system','2026-03-04T06:00:00.000Z','open','open','{"transition": 1}');
INSERT INTO "alert_event" VALUES(1,2,'taken','eva','2026-03-04T06:00:00.000Z','open','taken','{}');
INSERT INTO "alert_event" VALUES(1,3,'closed','eva','2026-03-04T06:00:00.000Z','taken','closed','{"cause": "heart_failure", "action": "phone_advice", "note": "phoned"}');
INSERT INTO "alert_event" VALUES(2,1,'opened','system','2026-03-08T11:30:00.000Z','open','open','{"transition": 1}');
CREATE TABLE assignment (
	assignment INTEGER NOT NULL, 
	device TEXT NOT NULL, 
	user_slot INTEGER, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	to_at TEXT, 
	CONSTRAINT pk_assignment PRIMARY KEY (assignment), 
	CONSTRAINT fk_assignment_device FOREIGN KEY(device) REFERENCES device (device), 
	CONSTRAINT fk_assignment_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
INSERT INTO "assignment" VALUES(1,'aaaaaaaaaaaaaaad',NULL,'aaaaaaaaaaaaaaaf','2026-01-01T00:00:00.000Z',NULL);
CREATE TABLE attribution (
	number BIGINT NOT NULL, 
	record BIGINT NOT NULL, 
	"before" TEXT, 
	patient TEXT, 
	at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	answer BIGINT, 
	CONSTRAINT pk_attribution PRIMARY KEY (number)
);
CREATE TABLE audit (
	chain TEXT NOT NULL, 
	number BIGINT NOT NULL, 
	at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	what TEXT NOT NULL, 
	patients JSON NOT NULL, 
	detail TEXT NOT NULL, 
	"before" BLOB NOT NULL, 
	row_hash BLOB NOT NULL, 
	CONSTRAINT pk_audit PRIMARY KEY (chain, number)
);
INSERT INTO "audit" VALUES('commands',1,'2026-01-01T00:00:00.000Z','test','account_added','[]','eva',X'0000000000000000000000000000000000000000000000000000000000000000',X'D56F0BF76513AEF71D722736745328C9F7D29FF47FBAA886F1B7BF6A6BDA0BA3');
INSERT INTO "audit" VALUES('commands',2,'2026-01-01T00:00:00.000Z','test','home_added','[]','aaaaaaaaaaaaaaab',X'D56F0BF76513AEF71D722736745328C9F7D29FF47FBAA886F1B7BF6A6BDA0BA3',X'9F7493E0B19C54F6DA4367F6DBEBF113DB6E48DB7E2CF0266484EBD71BE70BB2');
INSERT INTO "audit" VALUES('commands',3,'2026-01-01T00:00:00.000Z','test','hub_added','[]','aaaaaaaaaaaaaaac',X'9F7493E0B19C54F6DA4367F6DBEBF113DB6E48DB7E2CF0266484EBD71BE70BB2',X'03FFBD97318997A2D445B333F6288FB7878F3988ED155A6969309AB02696D5E1');
INSERT INTO "audit" VALUES('commands',4,'2026-01-01T00:00:00.000Z','test','device_added','[]','aaaaaaaaaaaaaaad',X'03FFBD97318997A2D445B333F6288FB7878F3988ED155A6969309AB02696D5E1',X'363A419C9BCC5028F5E258F623BABE1B61AD9F925595F8F10F33295EF921722A');
INSERT INTO "audit" VALUES('commands',5,'2026-01-01T00:00:00.000Z','test','patient_added','["aaaaaaaaaaaaaaaf"]','',X'363A419C9BCC5028F5E258F623BABE1B61AD9F925595F8F10F33295EF921722A',X'9BCADF811188657CB74482AC3425A16E72B09BAC8C6829BE56B140932D2497EE');
INSERT INTO "audit" VALUES('commands',6,'2026-01-01T00:00:00.000Z','test','device_assigned','["aaaaaaaaaaaaaaaf"]','aaaaaaaaaaaaaaad slot None',X'9BCADF811188657CB74482AC3425A16E72B09BAC8C6829BE56B140932D2497EE',X'7577D79B77FA080491ADBAAF6490FB918EB403FA0C6EAA5EDFF120C906B1BEF6');
INSERT INTO "audit" VALUES('pipeline',1,'2026-03-04T06:00:00.000Z','system','alert_opened','["aaaaaaaaaaaaaaaf"]','1',X'0000000000000000000000000000000000000000000000000000000000000000',X'542E008CC60EC345996FF07C41E601D9535126C006004078C11E2B63BBE18F25');
INSERT INTO "audit" VALUES('pipeline',2,'2026-03-04T06:00:00.000Z','eva','alert_taken','["aaaaaaaaaaaaaaaf"]','1',X'542E008CC60EC345996FF07C41E601D9535126C006004078C11E2B63BBE18F25',X'4555123A875797D953AD472EECFD69FE82BCD34C499E8C62BF1849A3AA642867');
INSERT INTO "audit" VALUES('pipeline',3,'2026-03-04T06:00:00.000Z','eva','patient_seen','[]','',X'4555123A875797D953AD472EECFD69FE82BCD34C499E8C62BF1849A3AA642867',X'44A5321E5FDA8245568B71B6BB253C0F3B7DC8B4B3F8941930BE3266753F9157');
INSERT INTO "audit" VALUES('pipeline',4,'2026-03-04T06:00:00.000Z','eva','alert_closed','["aaaaaaaaaaaaaaaf"]','1',X'44A5321E5FDA8245568B71B6BB253C0F3B7DC8B4B3F8941930BE3266753F9157',X'143901CD1EA3CAA28A67B8A68623FF33EC65A429F1CB60EC19EC205339D446A9');
INSERT INTO "audit" VALUES('pipeline',5,'2026-03-08T11:30:00.000Z','system','alert_opened','["aaaaaaaaaaaaaaaf"]','2',X'143901CD1EA3CAA28A67B8A68623FF33EC65A429F1CB60EC19EC205339D446A9',X'74CB1CEE80AA6F72E5B196BA651DECA1B1227A43065384D341CBC13F42B01754');
CREATE TABLE contact (
	hub TEXT NOT NULL, 
	hour_at TEXT NOT NULL, 
	heard_at TEXT NOT NULL, 
	CONSTRAINT pk_contact PRIMARY KEY (hub, hour_at)
);
INSERT INTO "contact" VALUES('aaaaaaaaaaaaaaac','2026-03-02T07:00:00.000Z','2026-03-02T07:00:00.000Z');
INSERT INTO "contact" VALUES('aaaaaaaaaaaaaaac','2026-03-08T11:00:00.000Z','2026-03-08T11:30:00.000Z');
CREATE TABLE desired_state (
	hub TEXT NOT NULL, 
	version BIGINT NOT NULL, 
	document JSON NOT NULL, 
	CONSTRAINT pk_desired_state PRIMARY KEY (hub)
);
INSERT INTO "desired_state" VALUES('aaaaaaaaaaaaaaac',6,'{"home": "aaaaaaaaaaaaaaab", "hub": "aaaaaaaaaaaaaaac", "version": 6, "devices": ["aaaaaaaaaaaaaaad"], "questions": [], "texts": [], "settings": {}, "screen": {"people": [{"patient": "aaaaaaaaaaaaaaaf", "is_reminded": true}], "symptoms": [{"symptom": "as_usual", "version": 1, "schedule": "opening", "label_sv": "M\u00e5r som vanligt", "label_en": "As usual", "sv": "M\u00e5r du som vanligt?", "en": "Do you feel as usual?", "choices": [{"code": "yes", "sv": "Ja, som vanligt", "en": "Yes, as usual", "score": 0, "has_words": false}, {"code": "no", "sv": "Nej, n\u00e5got \u00e4r annorlunda", "en": "No, something is different", "score": 1, "has_words": false}, {"code": "much_worse", "sv": "Mycket s\u00e4mre", "en": "Much worse", "score": 2, "has_words": false, "act_now": {"sv": "Du m\u00e5r mycket s\u00e4mre. V\u00e4nta inte.", "en": "You feel much worse. Do not wait.", "call": "emergency"}}]}, {"symptom": "breathlessness", "version": 1, "schedule": "daily", "label_sv": "Andf\u00e5dd", "label_en": "Short of breath", "sv": "N\u00e4r blir du andf\u00e5dd?", "en": "When do you get short of breath?", "choices": [{"code": "never", "sv": "Inte alls", "en": "Not at all", "score": 0, "has_words": false}, {"code": "stairs", "sv": "I trappor och backar", "en": "On stairs and hills", "score": 1, "has_words": false}, {"code": "walking", "sv": "N\u00e4r jag g\u00e5r p\u00e5 plan mark", "en": "When I walk on level ground", "score": 2, "has_words": false}, {"code": "dressing", "sv": "N\u00e4r jag kl\u00e4r p\u00e5 mig", "en": "When I get dressed", "score": 3, "has_words": false}, {"code": "at_rest", "sv": "N\u00e4r jag sitter still", "en": "When I sit still", "score": 4, "has_words": false, "act_now": {"sv": "Andn\u00f6d n\u00e4r du sitter still kan vara farligt. Sitt upp.", "en": "Being short of breath when you sit still can be dangerous. Sit up.", "call": "emergency"}}]}, {"symptom": "woke_breathless", "version": 1, "schedule": "daily", "label_sv": "Vaknade av andn\u00f6d", "label_en": "Woke breathless", "sv": "Vaknade du av andn\u00f6d i natt?", "en": "Did you wake up short of breath last night?", "choices": [{"code": "no", "sv": "Nej", "en": "No", "score": 0, "has_words": false}, {"code": "yes", "sv": "Ja", "en": "Yes", "score": 1, "has_words": false, "act_now": {"sv": "Att vakna av andn\u00f6d kan betyda att hj\u00e4rtat beh\u00f6ver hj\u00e4lp. Sitt upp och be om r\u00e5d nu.", "en": "Waking up short of breath can mean that your heart needs help. Sit up and ask for advice now.", "call": "advice"}}]}, {"symptom": "sleeps_sitting_up", "version": 1, "schedule": "daily", "label_sv": "Sover h\u00f6gre", "label_en": "Sleeps propped up", "sv": "Beh\u00f6vde du ligga h\u00f6gre \u00e4n vanligt f\u00f6r att kunna sova?", "en": "Did you need to lie higher than usual to sleep?", "choices": [{"code": "no", "sv": "Nej", "en": "No", "score": 0, "has_words": false}, {"code": "yes", "sv": "Ja, h\u00f6gre \u00e4n vanligt", "en": "Yes, higher than usual", "score": 1, "has_words": false, "act_now": {"sv": "Att beh\u00f6va ligga h\u00f6gre \u00e4n vanligt kan betyda att hj\u00e4rtat beh\u00f6ver hj\u00e4lp. Be om r\u00e5d nu.", "en": "Needing to lie higher than usual can mean that your heart needs help. Ask for advice now.", "call": "advice"}}]}, {"symptom": "chest_pain", "version": 1, "schedule": "daily", "label_sv": "Ont i br\u00f6stet", "label_en": "Chest pain", "sv": "Har du ont i br\u00f6stet?", "en": "Do you have chest pain?", "choices": [{"code": "no", "sv": "Nej", "en": "No", "score": 0, "has_words": false}, {"code": "yes", "sv": "Ja", "en": "Yes", "score": 1, "has_words": false, "act_now": {"sv": "Ont i br\u00f6stet kan vara farligt. Sitt ner och vila.", "en": "Chest pain can be dangerous. Sit down and rest.", "call": "emergency"}}]}, {"symptom": "dizziness", "version": 1, "schedule": "daily", "label_sv": "Yr", "label_en": "Dizzy", "sv": "Har du varit yr?", "en": "Have you been dizzy?", "choices": [{"code": "never", "sv": "Nej", "en": "No", "score": 0, "has_words": false}, {"code": "sometimes", "sv": "Ibland", "en": "Sometimes", "score": 1, "has_words": false}, {"code": "often", "sv": "Ofta", "en": "Often", "score": 2, "has_words": false}, {"code": "fainted", "sv": "Jag har svimmat", "en": "I have fainted", "score": 3, "has_words": false, "act_now": {"sv": "Att svimma kan vara farligt. Sitt eller ligg ner.", "en": "Fainting can be dangerous. Sit or lie down.", "call": "emergency"}}]}, {"symptom": "ankle_swelling", "version": 1, "schedule": "daily", "label_sv": "Svullna ben", "label_en": "Swollen legs", "sv": "\u00c4r dina ben eller f\u00f6tter svullna?", "en": "Are your legs or feet swollen?", "choices": [{"code": "none", "sv": "Nej", "en": "No", "score": 0, "has_words": false}, {"code": "some", "sv": "Lite", "en": "A little", "score": 1, "has_words": false}, {"code": "much", "sv": "Mycket", "en": "A lot", "score": 2, "has_words": false}]}, {"symptom": "tiredness", "version": 1, "schedule": "daily", "label_sv": "Tr\u00f6tt", "label_en": "Tired", "sv": "Hur tr\u00f6tt \u00e4r du?", "en": "How tired are you?", "choices": [{"code": "none", "sv": "Inte tr\u00f6tt", "en": "Not tired", "score": 0, "has_words": false}, {"code": "some", "sv": "Lite tr\u00f6tt", "en": "A little tired", "score": 1, "has_words": false}, {"code": "much", "sv": "Mycket tr\u00f6tt", "en": "Very tired", "score": 2, "has_words": false}]}, {"symptom": "vomiting_or_diarrhoea", "version": 1, "schedule": "daily", "label_sv": "Kr\u00e4kts eller diarr\u00e9", "label_en": "Sick or diarrhoea", "sv": "Har du kr\u00e4kts eller haft diarr\u00e9?", "en": "Have you vomited or had diarrhoea?", "choices": [{"code": "no", "sv": "Nej", "en": "No", "score": 0, "has_words": false}, {"code": "yes", "sv": "Ja", "en": "Yes", "score": 1, "has_words": false}]}, {"symptom": "something_else", "version": 1, "schedule": "daily", "label_sv": "N\u00e5got annat", "label_en": "Something else", "sv": "\u00c4r det n\u00e5got annat?", "en": "Is it something else?", "choices": [{"code": "nothing", "sv": "Nej, inget annat", "en": "No, nothing else", "score": 0, "has_words": false}, {"code": "own_words", "sv": "Ja, jag vill ber\u00e4tta", "en": "Yes, I want to tell", "score": 1, "has_words": true}]}, {"symptom": "safe_at_home", "version": 1, "schedule": "monthly", "label_sv": "Trygg hemma", "label_en": "Safe at home", "sv": "Hur trygg k\u00e4nner du dig hemma?", "en": "How safe do you feel at home?", "choices": [{"code": "safe_5", "sv": "5 \u2013 mycket trygg", "en": "5 \u2013 very safe", "score": 0, "has_words": false}, {"code": "safe_4", "sv": "4", "en": "4", "score": 1, "has_words": false}, {"code": "safe_3", "sv": "3", "en": "3", "score": 2, "has_words": false}, {"code": "safe_2", "sv": "2", "en": "2", "score": 3, "has_words": false}, {"code": "safe_1", "sv": "1 \u2013 inte alls trygg", "en": "1 \u2013 not safe at all", "score": 4, "has_words": false}]}, {"symptom": "what_chafes", "version": 1, "schedule": "monthly", "label_sv": "Vad skaver", "label_en": "What chafes", "sv": "\u00c4r det n\u00e5got som skaver i v\u00e5rden?", "en": "Is there anything about your care that chafes?", "choices": [{"code": "nothing", "sv": "Nej, inget just nu", "en": "No, nothing now", "score": 0, "has_words": false}, {"code": "own_words", "sv": "Ja, jag vill ber\u00e4tta", "en": "Yes, I want to tell", "score": 1, "has_words": true}]}], "contacts": [], "seen": []}}');
CREATE TABLE device (
	device TEXT NOT NULL, 
	home TEXT NOT NULL, 
	family TEXT NOT NULL, 
	address TEXT NOT NULL, 
	label TEXT NOT NULL, 
	CONSTRAINT pk_device PRIMARY KEY (device), 
	CONSTRAINT fk_device_home FOREIGN KEY(home) REFERENCES home (home)
);
INSERT INTO "device" VALUES('aaaaaaaaaaaaaaad','aaaaaaaaaaaaaaab','standard-scale','AAAAAAAAAAAAAAAC','scale');
CREATE TABLE episode (
	episode TEXT NOT NULL, 
	patient TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	ordinal INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	start_day INTEGER NOT NULL, 
	start_s BIGINT NOT NULL, 
	level BIGINT NOT NULL, 
	end_day INTEGER, 
	end_s BIGINT, 
	closed_s BIGINT, 
	CONSTRAINT pk_episode PRIMARY KEY (episode)
);
INSERT INTO "episode" VALUES('aaaaaaaaaaaaaaaf.weight-gain-2kg-3-days.1','aaaaaaaaaaaaaaaf','weight-gain-2kg-3-days',1,'cleared',2,739679,1772604000,80000,739679,1772604000,1772604000);
INSERT INTO "episode" VALUES('aaaaaaaaaaaaaaaf.missing-weight.1','aaaaaaaaaaaaaaaf','missing-weight',1,'raised',1,739682,1772881200,739680,NULL,NULL,NULL);
CREATE TABLE gap (
	hub TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	to_at TEXT NOT NULL, 
	CONSTRAINT pk_gap PRIMARY KEY (hub, from_at)
);
INSERT INTO "gap" VALUES('aaaaaaaaaaaaaaac','2026-03-02T07:00:00.000Z','2026-03-08T11:30:00.000Z');
CREATE TABLE held (
	hub TEXT NOT NULL, 
	epoch TEXT NOT NULL, 
	upto BIGINT NOT NULL, 
	above JSON NOT NULL, 
	latest BIGINT NOT NULL, 
	CONSTRAINT pk_held PRIMARY KEY (hub, epoch)
);
INSERT INTO "held" VALUES('aaaaaaaaaaaaaaac','0123456789abcdef',6,'[]',6);
CREATE TABLE home (
	home TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	label TEXT NOT NULL, 
	CONSTRAINT pk_home PRIMARY KEY (home)
);
INSERT INTO "home" VALUES('aaaaaaaaaaaaaaab','Europe/Stockholm','a home');
CREATE TABLE hub (
	hub TEXT NOT NULL, 
	home TEXT NOT NULL, 
	label TEXT NOT NULL, 
	added_at TEXT NOT NULL, 
	CONSTRAINT pk_hub PRIMARY KEY (hub), 
	CONSTRAINT fk_hub_home FOREIGN KEY(home) REFERENCES home (home)
);
INSERT INTO "hub" VALUES('aaaaaaaaaaaaaaac','aaaaaaaaaaaaaaab','a hub','2026-01-01T00:00:00.000Z');
CREATE TABLE hub_home (
	hub TEXT NOT NULL, 
	home TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	signing_key BLOB NOT NULL, 
	CONSTRAINT pk_hub_home PRIMARY KEY (hub, home), 
	CONSTRAINT fk_hub_home_home FOREIGN KEY(home) REFERENCES home (home), 
	CONSTRAINT fk_hub_home_hub FOREIGN KEY(hub) REFERENCES hub (hub)
);
INSERT INTO "hub_home" VALUES('aaaaaaaaaaaaaaac','aaaaaaaaaaaaaaab','2026-01-01T00:00:00.000Z',X'F63D18B73F852B123EF2EFB1809F7CAC4990F61B924620D49897A6CC771923CA');
CREATE TABLE hub_status (
	hub TEXT NOT NULL, 
	heard_at TEXT NOT NULL, 
	empty_at TEXT, 
	status JSON NOT NULL, 
	CONSTRAINT pk_hub_status PRIMARY KEY (hub)
);
INSERT INTO "hub_status" VALUES('aaaaaaaaaaaaaaac','2026-03-08T11:30:00.000Z','2026-03-08T11:30:00.000Z','{"hub": "aaaaaaaaaaaaaaac", "online": true, "sent_at": "2026-03-08T11:30:00.000Z", "boot_id": "fedcba9876543210", "monotonic_ms": 90000, "software": "0.1.0", "epoch": "0123456789abcdef", "next_sequence": 62, "queue_depth": 0, "oldest_unsettled_at": null, "desired_version": 3, "storage_fault": null, "radio_fault": "no Bluetooth adapter", "devices": [{"device": "deviceaaaaaaaaaa", "last_heard_at": "2026-03-02T06:10:30.250Z", "battery_percent": 80, "trouble": "pair it again"}], "machine": {"uptime_s": 3600, "disk_free_bytes": 12000000000, "temperature_celsius": 48}}');
CREATE TABLE invitation (
	code_key BLOB NOT NULL, 
	home TEXT NOT NULL, 
	label TEXT NOT NULL, 
	ends_at TEXT NOT NULL, 
	proof BLOB NOT NULL, 
	used_at TEXT, 
	hub TEXT, 
	keys_hash BLOB, 
	bundle TEXT, 
	CONSTRAINT pk_invitation PRIMARY KEY (code_key), 
	CONSTRAINT fk_invitation_home FOREIGN KEY(home) REFERENCES home (home), 
	CONSTRAINT fk_invitation_hub FOREIGN KEY(hub) REFERENCES hub (hub)
);
CREATE TABLE journal (
	arrival BIGINT NOT NULL, 
	received_at TEXT NOT NULL, 
	home TEXT NOT NULL, 
	hub TEXT NOT NULL, 
	epoch TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	kind TEXT NOT NULL, 
	device TEXT, 
	measured_at TEXT, 
	heard_at TEXT, 
	boot_id TEXT NOT NULL, 
	monotonic_ms BIGINT NOT NULL, 
	content_hash BLOB NOT NULL, 
	payload BLOB NOT NULL, 
	natural_key TEXT, 
	duplicate_of BIGINT, 
	disposition TEXT NOT NULL, 
	reason TEXT, 
	CONSTRAINT pk_journal PRIMARY KEY (arrival), 
	CONSTRAINT uq_journal_hub_epoch_sequence UNIQUE (hub, epoch, sequence)
);
INSERT INTO "journal" VALUES(1,'2026-03-02T06:00:00.000Z','aaaaaaaaaaaaaaab','aaaaaaaaaaaaaaac','0123456789abcdef',1,'measurement','aaaaaaaaaaaaaaad','2026-03-02T06:00:00.000Z','2026-03-02T06:00:00.000Z','fedcba9876543210',5205600000,X'2C4F3D9D78271BE0915AB9117B5898137ECE91A7DCC3D69985D160E52E23272C',X'7B22626F6479223A7B22626F6F745F6964223A2266656463626139383736353433323130222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A6E756C6C2C22666C616773223A5B5D2C2268656172645F6174223A22323032362D30332D30325430363A30303A30302E3030305A222C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A22323032362D30332D30325430363A30303A30302E3030305A222C226D6F6E6F746F6E69635F6D73223A353230353630303030302C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A226172726976616C222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A38303030307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A312C22736967223A22615231756B7152586A526A3248346A38325566583074385A4A74754D443976785269336C34536F684C65626D487A705241444B622D47754A6F43786E72564142524B65464E73756B7733394D6C6841647568684F4367222C2276223A317D',NULL,NULL,'observed',NULL);
INSERT INTO "journal" VALUES(2,'2026-03-04T06:00:00.000Z','aaaaaaaaaaaaaaab','aaaaaaaaaaaaaaac','0123456789abcdef',2,'measurement','aaaaaaaaaaaaaaad','2026-03-04T06:00:00.000Z','2026-03-04T06:00:00.000Z','fedcba9876543210',5378400000,X'38DA192FFC74003CE0D99A8B211BFC2EF68E0BF9E5117D14990FEF54B9F40A29',X'7B22626F6479223A7B22626F6F745F6964223A2266656463626139383736353433323130222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A6E756C6C2C22666C616773223A5B5D2C2268656172645F6174223A22323032362D30332D30345430363A30303A30302E3030305A222C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A22323032362D30332D30345430363A30303A30302E3030305A222C226D6F6E6F746F6E69635F6D73223A353337383430303030302C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A226172726976616C222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A38333030307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A322C22736967223A22546577684856315F4B43756843417071427352594742526257476A5034314849587649524B4375684F536F5A58634575383474766C4954507767737975326C536C726B48487754523637637359316D32434F78314367222C2276223A317D',NULL,NULL,'observed',NULL);
INSERT INTO "journal" VALUES(3,'2026-03-05T06:00:00.000Z','aaaaaaaaaaaaaaab','aaaaaaaaaaaaaaac','0123456789abcdef',3,'measurement','aaaaaaaaaaaaaaad','2026-03-05T06:00:00.000Z','2026-03-05T06:00:00.000Z','fedcba9876543210',5464800000,X'9A6C8DC7AAE1455C9B95BD3CF6E87CDE93F8E14A51595B1FA80D3429C25A0B59',X'7B22626F6479223A7B22626F6F745F6964223A2266656463626139383736353433323130222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A22323032362D30332D30355430373A30303A3030222C22666C616773223A5B5D2C2268656172645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226D6F6E6F746F6E69635F6D73223A353436343830303030302C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A226172726976616C222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A38333130307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A332C22736967223A2237536247795F36444E357453496D6B4D37664D6D6834346E4C515A50303139447563544B4B5268425F504652415849387869524F2D464376786677784C7632416637544B6D77597375515A765A5A7737644635564267222C2276223A317D','aaaaaaaaaaaaaaad|None|2026-03-05T07:00:00|body_weight=83100',NULL,'observed',NULL);
INSERT INTO "journal" VALUES(4,'2026-03-05T08:00:00.000Z','aaaaaaaaaaaaaaab','aaaaaaaaaaaaaaac','0123456789abcdef',4,'measurement','aaaaaaaaaaaaaaad','2026-03-05T06:00:00.000Z','2026-03-05T06:00:00.000Z','fedcba9876543210',5464800000,X'0B4C267ADC5BE453B13C23B7397B4C3133E591CDBA2D89D8F0DAC76D10889197',X'7B22626F6479223A7B22626F6F745F6964223A2266656463626139383736353433323130222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A22323032362D30332D30355430373A30303A3030222C22666C616773223A5B5D2C2268656172645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226D6F6E6F746F6E69635F6D73223A353436343830303030302C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A226172726976616C222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A38333130307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A342C22736967223A224837743842785A4B354946346C6759436C79646A59474B776B5A6F68315A5665317A666B785259627148496947776A6A4845334D356A557638506169436F7968324F3457735A726A716647552D30416D5A5850774267222C2276223A317D','aaaaaaaaaaaaaaad|None|2026-03-05T07:00:00|body_weight=83100',3,'duplicate',NULL);
INSERT INTO "journal" VALUES(5,'2026-03-05T06:00:00.000Z','aaaaaaaaaaaaaaab','aaaaaaaaaaaaaaac','0123456789abcdef',5,'measurement','aaaaaaaaaaaaaaad','2026-03-05T06:00:00.000Z','2026-03-05T06:00:00.000Z','fedcba9876543210',5464800000,X'F2350E436DF2A92B69DB57892C0BB40F91E117FB99C24A31686485287C5F4C8A',X'7B22626F6479223A7B22626F6F745F6964223A2266656463626139383736353433323130222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A6E756C6C2C22666C616773223A5B5D2C2268656172645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226D6F6E6F746F6E69635F6D73223A353436343830303030302C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A226172726976616C222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A3930303030307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A352C22736967223A22415A6D6D7042666355535F6147467551314F4D7A764B474A5F313564414857656B734F6534516D5A2D316A646F6E4879744C357132755F364E7934365F377358465977316931746A42674F584471634D697072434451222C2276223A317D',NULL,NULL,'quarantined','impossible_value');
INSERT INTO "journal" VALUES(6,'2026-03-05T06:00:00.000Z','aaaaaaaaaaaaaaab','aaaaaaaaaaaaaaac','0123456789abcdef',6,'measurement','aaaaaaaaaaaaaaad',NULL,NULL,'0000000000000000',5,X'78B98D88C972733B9F87CFAAB8061D95133CA12873106FDFA80FAB014754982B',X'7B22626F6479223A7B22626F6F745F6964223A2230303030303030303030303030303030222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A6E756C6C2C22666C616773223A5B5D2C2268656172645F6174223A6E756C6C2C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A6E756C6C2C226D6F6E6F746F6E69635F6D73223A352C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A22756E6B6E6F776E222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A38333030307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A362C22736967223A224F5A37734D53736F305431545A4C6F746B4854416C6E51546931534C644B41724E6F743371794E35717359557466626C736A696C6E526F4956653163324967666B625A7A3751734D726F4C593774762D4B4C424C4277222C2276223A317D',NULL,NULL,'undated','no_time');
CREATE TABLE known_event (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	until_at TEXT, 
	is_void BOOLEAN NOT NULL, 
	first INTEGER, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_event PRIMARY KEY (number), 
	CONSTRAINT fk_known_event_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
CREATE TABLE known_group (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	"group" TEXT NOT NULL, 
	is_in BOOLEAN NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_group PRIMARY KEY (number), 
	CONSTRAINT fk_known_group_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
INSERT INTO "known_group" VALUES(1,'aaaaaaaaaaaaaaaf','2026-01-01T00:00:00.000Z','heart-failure',1,'test','','enrolment','2026-01-01T00:00:00.000Z');
CREATE TABLE known_plan (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	days TEXT NOT NULL, 
	is_unsteady BOOLEAN NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_plan PRIMARY KEY (number), 
	CONSTRAINT fk_known_plan_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
CREATE TABLE known_profile (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	profile TEXT NOT NULL, 
	is_on BOOLEAN NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_profile PRIMARY KEY (number), 
	CONSTRAINT fk_known_profile_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
CREATE TABLE known_request (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	measure TEXT NOT NULL, 
	until_at TEXT NOT NULL, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_request PRIMARY KEY (number), 
	CONSTRAINT fk_known_request_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
CREATE TABLE known_setting (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	setting TEXT NOT NULL, 
	value BIGINT, 
	unit TEXT NOT NULL, 
	review_on DATE, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_setting PRIMARY KEY (number), 
	CONSTRAINT fk_known_setting_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
CREATE TABLE known_weight (
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	what TEXT NOT NULL, 
	grams BIGINT, 
	who TEXT NOT NULL, 
	role TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	said_at TEXT NOT NULL, 
	CONSTRAINT pk_known_weight PRIMARY KEY (number), 
	CONSTRAINT fk_known_weight_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
CREATE TABLE look (
	record BIGINT NOT NULL, 
	patient TEXT NOT NULL, 
	who TEXT NOT NULL, 
	at TEXT NOT NULL, 
	CONSTRAINT pk_look PRIMARY KEY (record, patient)
);
INSERT INTO "look" VALUES(1,'aaaaaaaaaaaaaaaf','eva','2026-03-04T06:00:00.000Z');
INSERT INTO "look" VALUES(2,'aaaaaaaaaaaaaaaf','eva','2026-03-04T06:00:00.000Z');
CREATE TABLE membership (
	patient TEXT NOT NULL, 
	from_at TEXT NOT NULL, 
	home TEXT NOT NULL, 
	to_at TEXT, 
	CONSTRAINT pk_membership PRIMARY KEY (patient, from_at), 
	CONSTRAINT fk_membership_home FOREIGN KEY(home) REFERENCES home (home), 
	CONSTRAINT fk_membership_patient FOREIGN KEY(patient) REFERENCES patient (patient)
);
INSERT INTO "membership" VALUES('aaaaaaaaaaaaaaaf','2026-01-01T00:00:00.000Z','aaaaaaaaaaaaaaab',NULL);
CREATE TABLE move_request (
	number INTEGER NOT NULL, 
	record BIGINT NOT NULL, 
	patient TEXT, 
	who TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	asked_at TEXT NOT NULL, 
	done_at TEXT, 
	said TEXT, 
	CONSTRAINT pk_move_request PRIMARY KEY (number)
);
CREATE TABLE observation (
	arrival BIGINT NOT NULL, 
	vital TEXT NOT NULL, 
	patient TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	measured_at TEXT NOT NULL, 
	received_at TEXT NOT NULL, 
	device TEXT NOT NULL, 
	flags JSON NOT NULL, 
	CONSTRAINT pk_observation PRIMARY KEY (arrival, vital)
)
 WITHOUT ROWID

;
INSERT INTO "observation" VALUES(1,'body_weight','aaaaaaaaaaaaaaaf',80000,'2026-03-02T06:00:00.000Z','2026-03-02T06:00:00.000Z','aaaaaaaaaaaaaaad','[]');
INSERT INTO "observation" VALUES(2,'body_weight','aaaaaaaaaaaaaaaf',83000,'2026-03-04T06:00:00.000Z','2026-03-04T06:00:00.000Z','aaaaaaaaaaaaaaad','[]');
INSERT INTO "observation" VALUES(3,'body_weight','aaaaaaaaaaaaaaaf',83100,'2026-03-05T06:00:00.000Z','2026-03-05T06:00:00.000Z','aaaaaaaaaaaaaaad','[]');
CREATE TABLE patient (
	patient TEXT NOT NULL, 
	name TEXT NOT NULL, 
	personnummer TEXT NOT NULL, 
	born DATE NOT NULL, 
	zone TEXT NOT NULL, 
	care_level INTEGER NOT NULL, 
	contact TEXT NOT NULL, 
	matters TEXT NOT NULL, 
	plan_from DATE NOT NULL, 
	CONSTRAINT pk_patient PRIMARY KEY (patient), 
	CONSTRAINT fk_patient_contact FOREIGN KEY(contact) REFERENCES account (staff), 
	CONSTRAINT uq_patient_personnummer UNIQUE (personnummer)
);
INSERT INTO "patient" VALUES('aaaaaaaaaaaaaaaf','Somebody','4','1943-01-01','Europe/Stockholm',2,'eva','-','2026-03-02');
CREATE TABLE patient_unit (
	patient TEXT NOT NULL, 
	unit TEXT NOT NULL, 
	CONSTRAINT pk_patient_unit PRIMARY KEY (patient), 
	CONSTRAINT fk_patient_unit_patient FOREIGN KEY(patient) REFERENCES patient (patient), 
	CONSTRAINT fk_patient_unit_unit FOREIGN KEY(unit) REFERENCES unit (unit)
);
CREATE TABLE quarantine (
	fingerprint BLOB NOT NULL, 
	arrival BIGINT, 
	first_at TEXT NOT NULL, 
	last_at TEXT NOT NULL, 
	times INTEGER NOT NULL, 
	topic TEXT NOT NULL, 
	payload BLOB NOT NULL, 
	why TEXT NOT NULL, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_quarantine PRIMARY KEY (fingerprint)
);
INSERT INTO "quarantine" VALUES(X'FD5FC16C0DB4FD927A82D13516620D26E40C233BF180AC682C7224680AA2E295',5,'2026-03-05T06:00:00.000Z','2026-03-05T06:00:00.000Z',1,'nara/v1/aaaaaaaaaaaaaaab/aaaaaaaaaaaaaaac/record',X'7B22626F6479223A7B22626F6F745F6964223A2266656463626139383736353433323130222C22646576696365223A2261616161616161616161616161616164222C226465766963655F74696D65223A6E756C6C2C22666C616773223A5B5D2C2268656172645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226B696E64223A226D6561737572656D656E74222C226D656173757265645F6174223A22323032362D30332D30355430363A30303A30302E3030305A222C226D6F6E6F746F6E69635F6D73223A353436343830303030302C22726177223A5B7B226368617261637465726973746963223A2232613964222C227061796C6F61645F686578223A223032383034303037313830333032303730613030227D5D2C2274696D655F7175616C697479223A226172726976616C222C22757365725F736C6F74223A6E756C6C2C2276616C756573223A7B22626F64795F776569676874223A7B227363616C65223A2D332C22756E6974223A226B67222C2276616C7565223A3930303030307D7D7D2C2265706F6368223A2230313233343536373839616263646566222C22687562223A2261616161616161616161616161616163222C2273657175656E6365223A352C22736967223A22415A6D6D7042666355535F6147467551314F4D7A764B474A5F313564414857656B734F6534516D5A2D316A646F6E4879744C357132755F364E7934365F377358465977316931746A42674F584471634D697072434451222C2276223A317D','impossible_value','');
CREATE TABLE question (
	record BIGINT NOT NULL, 
	hub TEXT NOT NULL, 
	epoch TEXT NOT NULL, 
	sequence BIGINT NOT NULL, 
	asked_at TEXT NOT NULL, 
	expires_at TEXT NOT NULL, 
	closed_at TEXT, 
	CONSTRAINT pk_question PRIMARY KEY (record)
);
CREATE TABLE redating (
	number INTEGER NOT NULL, 
	arrival BIGINT NOT NULL, 
	CONSTRAINT pk_redating PRIMARY KEY (number)
);
CREATE TABLE saying (
	record BIGINT NOT NULL, 
	patient TEXT NOT NULL, 
	about TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	code TEXT, 
	words TEXT, 
	is_acute BOOLEAN NOT NULL, 
	measured_at TEXT, 
	received_at TEXT NOT NULL, 
	say JSON NOT NULL, 
	CONSTRAINT pk_saying PRIMARY KEY (record, patient)
);
CREATE TABLE session (
	token_hash BLOB NOT NULL, 
	staff TEXT NOT NULL, 
	expires_at TEXT NOT NULL, 
	CONSTRAINT pk_session PRIMARY KEY (token_hash), 
	CONSTRAINT fk_session_staff FOREIGN KEY(staff) REFERENCES account (staff)
);
CREATE TABLE setting (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	CONSTRAINT pk_setting PRIMARY KEY (name)
);
INSERT INTO "setting" VALUES('register_version','6');
CREATE TABLE transition (
	episode TEXT NOT NULL, 
	number INTEGER NOT NULL, 
	patient TEXT NOT NULL, 
	rule TEXT NOT NULL, 
	rule_version TEXT NOT NULL, 
	from_state TEXT NOT NULL, 
	to_state TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	severity TEXT NOT NULL, 
	at TEXT NOT NULL, 
	measured_at TEXT NOT NULL, 
	is_late BOOLEAN NOT NULL, 
	facts JSON NOT NULL, 
	arrivals JSON NOT NULL, 
	say JSON NOT NULL, 
	CONSTRAINT pk_transition PRIMARY KEY (episode, number)
);
INSERT INTO "transition" VALUES('aaaaaaaaaaaaaaaf.weight-gain-2kg-3-days.1',1,'aaaaaaaaaaaaaaaf','weight-gain-2kg-3-days','1','quiet','raised','measured','medium','2026-03-04T06:00:00.000Z','2026-03-04T06:00:00.000Z',0,'{"earlier_g": 80000, "limit_g": 2000, "day": "2026-03-04", "now_g": 83000, "change_g": 3000, "earlier_day": "2026-03-02", "within_days": 2}','[1, 2]','{"sv": "Vikten har g\u00e5tt upp 3,0 kg p\u00e5 2 dagar, fr\u00e5n 80,0 kg till 83,0 kg.", "en": "Weight is up 3.0 kg in 2 days, from 80.0 kg to 83.0 kg."}');
INSERT INTO "transition" VALUES('aaaaaaaaaaaaaaaf.weight-gain-2kg-3-days.1',2,'aaaaaaaaaaaaaaaf','weight-gain-2kg-3-days','1','raised','cleared','nurse_closed','medium','2026-03-04T06:00:00.000Z','2026-03-04T06:00:00.000Z',0,'{"earlier_g": 80000, "limit_g": 2000, "day": "2026-03-04", "now_g": 83000, "change_g": 3000, "earlier_day": "2026-03-02", "within_days": 2}','[1, 2]','{"sv": "Vikten har g\u00e5tt upp 3,0 kg p\u00e5 2 dagar, fr\u00e5n 80,0 kg till 83,0 kg.", "en": "Weight is up 3.0 kg in 2 days, from 80.0 kg to 83.0 kg."}');
INSERT INTO "transition" VALUES('aaaaaaaaaaaaaaaf.missing-weight.1',1,'aaaaaaaaaaaaaaaf','missing-weight','1','quiet','raised','measured','low','2026-03-08T11:30:00.000Z','2026-03-07T11:00:00.000Z',1,'{"day": "2026-03-07", "missing_days": 2, "last_day": "2026-03-05"}','[]','{"sv": "Ingen vikt p\u00e5 2 dagar, fast hubben har kontakt. Senaste vikten 2026-03-05.", "en": "No weight for 2 days though the hub is in contact. Last weight 2026-03-05."}');
CREATE TABLE unit (
	unit TEXT NOT NULL, 
	name TEXT NOT NULL, 
	zone TEXT NOT NULL, 
	reader TEXT NOT NULL, 
	telephone TEXT NOT NULL, 
	outside_name TEXT, 
	outside_telephone TEXT, 
	hours JSON NOT NULL, 
	CONSTRAINT pk_unit PRIMARY KEY (unit), 
	CONSTRAINT fk_unit_reader FOREIGN KEY(reader) REFERENCES account (staff)
);
CREATE TABLE withdrawal (
	arrival BIGINT NOT NULL, 
	"by" BIGINT NOT NULL, 
	CONSTRAINT pk_withdrawal PRIMARY KEY (arrival)
);
CREATE INDEX ix_alert_patient ON alert (patient);
CREATE INDEX ix_alert_state ON alert (state);
CREATE INDEX ix_episode_patient ON episode (patient);
CREATE INDEX ix_journal_attempt_failed ON journal (device, measured_at) WHERE kind = 'attempt_failed';
CREATE INDEX ix_journal_boot ON journal (hub, boot_id);
CREATE INDEX ix_journal_natural_key ON journal (natural_key) WHERE natural_key IS NOT NULL;
CREATE INDEX ix_journal_undated ON journal (hub) WHERE disposition = 'undated';
CREATE INDEX ix_journal_waiting ON journal (arrival) WHERE disposition IN ('unclaimed', 'undated');
CREATE INDEX ix_observation_patient_measured_at ON observation (patient, measured_at);
CREATE INDEX ix_attribution_record ON attribution (record);
CREATE INDEX ix_question_open ON question (expires_at) WHERE closed_at IS NULL;
CREATE INDEX ix_saying_patient_received_at ON saying (patient, received_at);
CREATE INDEX ix_look_patient_at ON look (patient, at);
CREATE INDEX ix_known_group_patient ON known_group (patient);
CREATE INDEX ix_known_plan_patient ON known_plan (patient);
CREATE INDEX ix_known_weight_patient ON known_weight (patient);
CREATE INDEX ix_known_setting_patient ON known_setting (patient);
CREATE INDEX ix_known_profile_patient ON known_profile (patient);
CREATE INDEX ix_known_event_patient ON known_event (patient);
CREATE INDEX ix_known_request_patient ON known_request (patient);
COMMIT;
