#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
# How tests/data/store/v0002.db came about: v0001.db in the second schema, with a call, an effect and a document.
# The file is never made again once that schema has been released.
import os, shutil, sqlite3
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
p = os.path.join(ROOT, 'tests/data/store/v0002.db')
shutil.copy(os.path.join(ROOT, 'tests/data/store/v0001.db'), p)
c = sqlite3.connect(p)
c.executescript('BEGIN;' + open(os.path.join(ROOT, 'resources/sql/0002-search.sql')).read() + 'PRAGMA user_version=2;COMMIT;')
c.execute("INSERT INTO calls (run_id,client_id,seq,tool,effect_class,args,status,result,requests,time) VALUES ('R1','K1',1,'connectwise:list-ticket-notes','read','{\"ticket\":\"1001\"}','ok','{\"notes\":[]}',2,1500)")
c.execute("INSERT INTO effects (id,run_id,client_id,connection_id,step,call,attempt,tool,tool_version,effect_class,target,args,args_hash,retry_class,marker,state,created,settle_ms) VALUES ('01E','R1','K1','C1',0,'note',1,'connectwise:add-internal-note',1,'note-internal','ticket:1001','{}','x','M','[ref:01E]','prepared',2000,90000)")
c.execute("INSERT INTO documents (connection_id,client_id,id,title,text,updated) VALUES ('C1','K1','7','Printer','Toner',1)")
c.execute("INSERT INTO documents_text (documents_text) VALUES ('rebuild')")
c.commit(); c.execute('VACUUM'); c.close()
