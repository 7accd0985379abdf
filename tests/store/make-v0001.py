#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# How tests/data/store/v0001.db came about: a small profile in the first schema, its audit chain included.
# The file is never made again once that schema has been released.
import hashlib, os, sqlite3, struct
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
p = os.path.join(ROOT, 'tests/data/store/v0001.db')
if os.path.exists(p): os.remove(p)
c=sqlite3.connect(p)
c.execute('PRAGMA page_size=1024')
c.executescript('BEGIN;'+open(os.path.join(ROOT, 'resources/sql/0001-first.sql')).read()+'PRAGMA application_id=0x4d757374;PRAGMA user_version=1;COMMIT;')
c.execute("INSERT INTO workspace VALUES ('01W','Harrow & Pine IT','en','Europe/London','plan',1)")
c.execute("INSERT INTO members VALUES ('01M','Ina Öst','ina@harrow.example','msp_admin',1,1000,'$argon2id$v=19$none')")
c.execute("INSERT INTO connections VALUES ('C1','connectwise','ConnectWise','{}','privateKey','ok',NULL,90000,10000,1000)")
c.execute("INSERT INTO clients VALUES ('K1','Acme','acme','active','inherit','en','Europe/London',1000)")
c.execute("INSERT INTO mappings VALUES ('K1','C1','company','250','Acme Ltd')")
c.execute("INSERT INTO policies VALUES (NULL,'microsoft365:get-user','auto')")
c.execute("INSERT INTO watermarks VALUES ('C1','2026-01-02T03:04:05Z')")
c.execute("INSERT INTO tickets (id,connection_id,external_id,number,company_id,summary,origin,entered_by_member,created,updated,version,client_id,wait_reason,is_own_test,notes,handled,stored) VALUES ('T1','C1','1001','1001','250','My account is locked out','email',0,1000,1000,'v1','K1','none',0,'[{\"id\":\"n1\",\"authorKind\":\"contact\",\"authorName\":\"Bo\",\"text\":\"Please help\",\"internal\":false,\"created\":7}]',1,1000)")
c.execute("INSERT INTO runs (id,ticket_id,client_id,connection_id,external_ticket_id,ticket_number,summary,state,mode,state_since,created,plan) VALUES ('R1','T1','K1','C1','1001','1001','My account is locked out','planned','plan',2000,1000,?)",('{"outcome":"plan","diagnosis":"Blocked","findings":[],"steps":[{"tool":"microsoft365:unblock-sign-in","target":"user:1","args":{}}],"questions":[]}',))
prev=bytes(32)
def t(s): b=s.encode(); return struct.pack('>Q',len(b))+b
rows=[(1000,'member:01M','','workspace-saved','{"id":"01W"}'),(1500,'engine','K1','run-created','{"run":"R1"}'),(2000,'engine','K1','run-advanced','{"run":"R1","from":"planning","to":"planned"}')]
for i,(ts,a,cl,e,b) in enumerate(rows,1):
    bh=hashlib.sha256(b.encode()).digest()
    h=hashlib.sha256(b'\0'+prev+struct.pack('>QQ',i,ts)+t(a)+t(cl)+t(e)+bh).digest()
    c.execute('INSERT INTO audit VALUES (?,?,?,?,?,?,?,?)',(i,ts,a,cl,e,b,bh,h)); prev=h
c.execute('INSERT INTO audit_head VALUES (1,?,?)',(len(rows),prev))
c.commit(); c.execute('VACUUM'); c.close()
