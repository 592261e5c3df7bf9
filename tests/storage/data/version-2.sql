-- A workspace of version 2, as the program made it then: one application with an attached file, a note and a signature.
PRAGMA application_id=0x46534D44;
PRAGMA user_version=2;
BEGIN TRANSACTION;
CREATE TABLE answer (
        application TEXT NOT NULL,
        field TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (application, field),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "answer" VALUES('a1','end_date','{"unparsed":"hösten 2027","reason":"Texten kan inte läsas som ett datum: skriv år, månad och dag, till exempel 2025-07-01."}');
INSERT INTO "answer" VALUES('a1','goals','{"rich":[{"type":"paragraph","spans":[{"text":"Fler i arbete."}]},{"type":"paragraph","spans":[{"text":"Fler i studier."}]}]}');
INSERT INTO "answer" VALUES('a1','name','"Tillsammans"');
INSERT INTO "answer" VALUES('a1','start_date','{"date":"2026-01-01"}');
CREATE TABLE application (
        id TEXT NOT NULL,
        edition TEXT NOT NULL,
        meta TEXT NOT NULL,
        name TEXT NOT NULL,
        lead TEXT NOT NULL,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        created TEXT NOT NULL,
        modified TEXT NOT NULL,
        removed TEXT,
        revision INTEGER NOT NULL,
        PRIMARY KEY (id),
        FOREIGN KEY(edition) REFERENCES edition (digest)
    ) STRICT
    ;
INSERT INTO "application" VALUES('a1','6ccfbbda93bbcf435523c4decc1f41210b626354f3346b06981134e6f159d06b','{"kind":"new","status":"draft","parent_dnr":"2024:7"}','Tillsammans','Heby kommun','new','draft','2026-11-22T03:52:03.876133+00:00','2026-11-22T05:09:25.082145+00:00',NULL,7);
CREATE TABLE blob (
        digest TEXT NOT NULL,
        size INTEGER NOT NULL,
        bytes BLOB NOT NULL,
        PRIMARY KEY (digest)
    ) STRICT
    ;
INSERT INTO "blob" VALUES('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',3,X'616263');
CREATE TABLE budget_party (
        application TEXT NOT NULL,
        party TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (application, party),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "budget_party" VALUES('a1','p1',0);
CREATE TABLE cell (
        application TEXT NOT NULL,
        sheet TEXT NOT NULL,
        "row" TEXT NOT NULL,
        "column" TEXT NOT NULL,
        ore INTEGER,
        value TEXT,
        PRIMARY KEY (application, sheet, "row", "column"),
        CONSTRAINT one_value CHECK ((ore IS NULL) <> (value IS NULL)),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "cell" VALUES('a1','costs','cost_1','amount',12000050,NULL);
INSERT INTO "cell" VALUES('a1','costs','r1b13e7ec4df1','label',NULL,'"Resor"');
CREATE TABLE edition (
        digest TEXT NOT NULL,
        id TEXT NOT NULL,
        title TEXT NOT NULL,
        association TEXT NOT NULL,
        files TEXT NOT NULL,
        PRIMARY KEY (digest)
    ) STRICT
    ;
INSERT INTO "edition" VALUES('6ccfbbda93bbcf435523c4decc1f41210b626354f3346b06981134e6f159d06b','liten','Liten blankett','Förbundet','{"budget.toml":"[[sheet]]\nid = \"costs\"\ntitle = \"Kostnader\"\nname = \"Kostnader\"\n\n[[sheet.column]]\nid = \"label\"\nkind = \"label\"\ntitle = \"Kostnad\"\n\n[[sheet.column]]\nid = \"amount\"\nkind = \"amount\"\ntitle = \"Belopp\"\n\n[[sheet.part]]\nid = \"part\"\n\n[[sheet.part.line]]\nkind = \"rows\"\nid = \"costs\"\nlabel = \"Kostnad\"\nfree = \"kostnad\"\ncolumns = [\"amount\"]\nrow = [{ id = \"cost_1\", label = \"Hyra\" }]\n","form.toml":"format = 1\nid = \"liten\"\ntitle = \"Liten blankett\"\nassociation = \"Förbundet\"\n\n[uses]\nname = \"name\"\nstart = \"start_date\"\nend = \"end_date\"\n\n[[role]]\nid = \"lead\"\ntitle = \"Insatsägare\"\nminimum = 1\n\n[[tab]]\nid = \"general\"\ntitle = \"Allmänt\"\n\n[[tab]]\nid = \"costs\"\ntitle = \"Kostnader\"\nsheet = \"costs\"\n\n[[section]]\nid = \"general\"\ntab = \"general\"\nheading = \"Allmänt\"\n\n[[section.field]]\nid = \"name\"\ntype = \"text\"\n\n[[section.field]]\nid = \"start_date\"\ntype = \"date\"\nlabel = \"Start\"\n\n[[section.field]]\nid = \"end_date\"\ntype = \"date\"\nlabel = \"Slut\"\n\n[[section.field]]\nid = \"goals\"\ntype = \"rich\"\nlabel = \"Mål\"\n"}');
CREATE TABLE history (
        application TEXT NOT NULL,
        seq INTEGER NOT NULL,
        change TEXT NOT NULL,
        time TEXT NOT NULL,
        origin TEXT NOT NULL,
        label TEXT NOT NULL,
        operations TEXT NOT NULL,
        PRIMARY KEY (application, seq),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "history" VALUES('a1',1,'0f1158ee2aeb','2026-11-22T03:52:03.877866+00:00','create','Skapad','[{"op":"set","path":["meta","kind"],"before":null,"after":"new"},{"op":"set","path":["meta","status"],"before":null,"after":"draft"},{"op":"insert","path":["parties"],"item":{"id":"p1","attributes":{"role":"lead"}},"next":null},{"op":"insert","path":["budget_parties"],"item":"p1","next":null},{"op":"insert","path":["rows","costs"],"item":{"id":"cost_1","group":"costs","party":""},"next":null}]');
INSERT INTO "history" VALUES('a1',2,'f065a3eabc38','2026-11-22T03:52:03.885333+00:00','edit','Fyll i','[{"op":"set","path":["answer","name"],"before":null,"after":"Tillsammans"},{"op":"set","path":["answer","start_date"],"before":null,"after":{"date":"2026-01-01"}},{"op":"set","path":["answer","end_date"],"before":null,"after":{"unparsed":"hösten 2027","reason":"Texten kan inte läsas som ett datum: skriv år, månad och dag, till exempel 2025-07-01."}},{"op":"set","path":["answer","goals"],"before":null,"after":{"rich":[{"type":"paragraph","spans":[{"text":"Fler i arbete."}]},{"type":"paragraph","spans":[{"text":"Fler i studier."}]}]}},{"op":"set","path":["party","p1","organisation"],"before":null,"after":"Heby kommun"},{"op":"set","path":["cell","costs","cost_1","amount"],"before":null,"after":{"ore":12000050}},{"op":"set","path":["meta","parent_dnr"],"before":null,"after":"2024:7"}]');
INSERT INTO "history" VALUES('a1',3,'efc6b07fe8a4','2026-11-22T03:52:03.889280+00:00','edit','Lägg till rad','[{"op":"insert","path":["rows","costs"],"item":{"id":"r1b13e7ec4df1","group":"costs","party":""},"next":null}]');
INSERT INTO "history" VALUES('a1',4,'b8edb75472bb','2026-11-22T03:52:03.889336+00:00','edit','Skriv','[{"op":"set","path":["cell","costs","r1b13e7ec4df1","label"],"before":null,"after":"Resor"}]');
INSERT INTO "history" VALUES('a1',5,'d7b8b1fd3bbe','2026-11-22T05:09:25.081933+00:00','edit','Bifoga fil','[{"op":"insert","path":["attachments"],"item":{"id":"f1","name":"avtal.txt","size":3,"digest":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},"next":null}]');
INSERT INTO "history" VALUES('a1',6,'5dbe43e28b2d','2026-11-22T05:09:25.081974+00:00','edit','Skriv kommentar','[{"op":"set","path":["note","costs","cost_1","comment"],"before":null,"after":"Enligt avtal"}]');
INSERT INTO "history" VALUES('a1',7,'dc61e1ac5778','2026-11-22T05:09:25.082013+00:00','edit','Skriv i Namnförtydligande','[{"op":"set","path":["party","p1","signer"],"before":null,"after":"Namn Namnsson"},{"op":"set","path":["party","p1","signed"],"before":null,"after":{"date":"2026-11-20"}}]');
CREATE TABLE listed (
        application TEXT NOT NULL,
        list TEXT NOT NULL,
        item TEXT NOT NULL,
        position INTEGER NOT NULL,
        content TEXT NOT NULL,
        PRIMARY KEY (application, list, item),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "listed" VALUES('a1','attachments','f1',0,'{"id":"f1","name":"avtal.txt","size":3,"digest":"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}');
CREATE TABLE note (
        application TEXT NOT NULL,
        sheet TEXT NOT NULL,
        "row" TEXT NOT NULL,
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (application, sheet, "row", name),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "note" VALUES('a1','costs','cost_1','comment','"Enligt avtal"');
CREATE TABLE party (
        application TEXT NOT NULL,
        party TEXT NOT NULL,
        position INTEGER NOT NULL,
        attributes TEXT NOT NULL,
        PRIMARY KEY (application, party),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "party" VALUES('a1','p1',0,'{"role":"lead","organisation":"Heby kommun","signer":"Namn Namnsson","signed":{"date":"2026-11-20"}}');
CREATE TABLE sheet_row (
        application TEXT NOT NULL,
        sheet TEXT NOT NULL,
        "row" TEXT NOT NULL,
        position INTEGER NOT NULL,
        "group" TEXT NOT NULL,
        party TEXT NOT NULL,
        PRIMARY KEY (application, sheet, "row"),
        FOREIGN KEY(application) REFERENCES application (id) ON DELETE CASCADE
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "sheet_row" VALUES('a1','costs','cost_1',0,'costs','');
INSERT INTO "sheet_row" VALUES('a1','costs','r1b13e7ec4df1',1,'costs','');
CREATE TABLE workspace (
        name TEXT NOT NULL,
        value TEXT NOT NULL,
        PRIMARY KEY (name)
    ) WITHOUT ROWID, STRICT
    ;
INSERT INTO "workspace" VALUES('created','2026-11-22T03:52:03.865242+00:00');
INSERT INTO "workspace" VALUES('id','970982b61c774cbc917f5ca7468358a0');
COMMIT;
